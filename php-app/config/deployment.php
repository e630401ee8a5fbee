<?php

return [

    // Which release runs: what the image was built from.
    'release' => env('RELEASE', 'none'),

];
