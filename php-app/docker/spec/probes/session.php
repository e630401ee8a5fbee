<?php

/** A session of PHP's own, as an application without Laravel has it. */
session_start(['cookie_secure' => '0']);
$_SESSION['visits'] = ($_SESSION['visits'] ?? 0) + 1;
echo 'executed, visit ', $_SESSION['visits'];
