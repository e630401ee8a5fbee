<?php

/**
 * Makes a key and a certificate for the connection between the load balancer, which does not look at it, and this task: in
 * DIRECTORY/tls.key and tls.crt. The key leaves the task never, and ends with it.
 */
[, $directory] = $argv;
$key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
$request = $key ? openssl_csr_new(['commonName' => 'localhost'], $key, ['digest_alg' => 'sha256']) : false;
$certificate = $request ? openssl_csr_sign($request, null, $key, 397, ['digest_alg' => 'sha256'], random_int(1, PHP_INT_MAX)) : false;
$made = $certificate
    && openssl_pkey_export_to_file($key, "{$directory}/tls.key")
    && openssl_x509_export_to_file($certificate, "{$directory}/tls.crt");
if (! $made) {
    fwrite(STDERR, 'make-certificate: '.openssl_error_string()."\n");
    exit(1);
}
