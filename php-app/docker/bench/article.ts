import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lane } from '../spec/support/lane';

/**
 * What the article has in its image, for comparison on the same Apache and the same MPM: its settings of Apache and PHP, which has
 * no OPcache there, and its entrypoint, which caches, changes the owner of every file, and starts Apache. Its migrations and its
 * worker are left out, since neither makes it faster. It runs as root, as there.
 *
 * @returns the files of its configuration
 */
export function article(
  on: Lane,
  directory: string,
  port: number,
): { readonly entrypoint: string; readonly ini: string } {
  const { APACHE_MODULES: modules, APACHE_PHP_MODULE: php } = on.host;
  const ini = join(directory, 'ini');
  mkdirSync(ini);
  writeFileSync(
    join(ini, '00_php.ini'),
    'upload_max_filesize = 20M\npost_max_size = 20M\nopcache.enable = 0\nopcache.enable_cli = 0\n',
  );
  writeFileSync(
    join(directory, 'apache.conf'),
    `ServerRoot "/"
ServerName localhost
PidFile "${directory}/httpd.pid"
ErrorLog "${directory}/error.log"
User www-data
Group www-data
Listen 127.0.0.1:${port}
${['mpm_prefork', 'authz_core', 'dir', 'mime', 'rewrite', 'session'].map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
LoadModule php_module ${php}
TypesConfig /etc/mime.types
CustomLog "${directory}/access.log" "%h %l %u %t \\"%r\\" %>s %b"
DirectoryIndex index.php
<FilesMatch "\\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
DocumentRoot "${on.app}/public"
<Directory "${on.app}/public">
    Options -Indexes +FollowSymLinks
    AllowOverride All
    Require all granted
    FallbackResource /index.php
</Directory>
ServerTokens Prod
ServerSignature Off
`,
  );
  const entrypoint = join(directory, 'docker-entrypoint.sh');
  writeFileSync(
    entrypoint,
    `#!/bin/sh
cd "${on.app}"
php artisan route:cache --quiet
php artisan config:cache --quiet
chown -R www-data:www-data "${on.app}"
chgrp -R www-data "${on.app}/bootstrap/cache"
chmod -R ug+rwx "${on.app}/bootstrap/cache"
exec httpd -f "${directory}/apache.conf" -DFOREGROUND
`,
    { mode: 0o755 },
  );
  return { entrypoint, ini };
}
