import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { argumentDefaults, DOCKERFILE, imageEnvironment, TEXT } from './support/dockerfile';
import { APP, DOCKER } from './support/places';

/** A Dockerfile with the defaults of its build arguments in place of the base images that they name. */
function withDefaults(text: string): string {
  const defaults = argumentDefaults(DockerfileParser.parse(text));
  return text.replace(/^FROM \$\{(\w+)\}/gm, (_, name: string) => `FROM ${defaults[name] || 'unset'}`);
}

/** What is wrong with a Dockerfile, by the policies that ours is held to. */
function problemsOf(text: string): string[] {
  const dockerfile = DockerfileParser.parse(withDefaults(text));
  const all = (keyword: string) => dockerfile.getInstructions().filter((each) => each.getKeyword() === keyword);
  const stages = dockerfile.getFROMs();
  const names = stages.map((from) => from.getBuildStage());
  const last = (keyword: string) => all(keyword).at(-1)?.getArgumentsContent() ?? '';
  const runs = all('RUN').map((each) => each.getTextContent());
  const variables = [
    ...dockerfile.getENVs().flatMap((each) => each.getProperties()),
    ...dockerfile.getARGs().flatMap((each) => each.getProperty() ?? []),
  ].map((property) => property.getName());

  const rules: [boolean, string][] = [
    [validate(text).length > 0, 'dockerfile-utils finds fault with it'],
    [stages.some((from) => !names.includes(from.getImage()) && !from.getImageDigest()), 'an image without a digest'],
    [stages.some((from) => /^(latest)?$/.test(from.getImageTag() ?? '')), 'an image without a tag, or latest'],
    [!/^[1-9]\d*:0$/.test(last('USER')), 'USER is not a number other than root'],
    [all('ADD').length > 0, 'ADD, which downloads and unpacks: COPY does not'],
    [
      variables.some((name) => /(KEY|PASSWORD|TOKEN|SECRET|AUTH)$/.test(name)),
      'a secret in ARG or ENV, which layers keep',
    ],
    [all('HEALTHCHECK').length !== 1, 'no HEALTHCHECK'],
    [!last('ENTRYPOINT').startsWith('['), 'an ENTRYPOINT in a shell, which passes on no signal'],
    [!/^\[\s*"\w+"\s*\]$/.test(last('CMD')), 'CMD is not one role'],
    [/supervis|s6-|crond/.test(text), 'more than one role in a container'],
    [
      runs.some((run) => /\b(composer install|npm ci)\b/.test(run) && !run.includes('--mount=type=cache')),
      'packages without a cache mount',
    ],
    [
      runs.some((run) => /\bapk add\b/.test(run) && !run.includes('apk add --no-cache')),
      'apk add that keeps its index',
    ],
    [runs.some((run) => /(^|[\s;&|])(curl|wget)\s/.test(run)), 'a download that nothing pins'],
    [
      last('EXPOSE')
        .split(' ')
        .some((port) => Number(port) < 1024),
      'a port that a user without rights may not open',
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, rule]) => rule);
}

describe('The Dockerfile', () => {
  test('keeps to every policy', () => {
    expect(problemsOf(TEXT)).toEqual([]);
  });

  test.each([
    ['an image without a digest', /(ARG ALPINE_IMAGE=alpine:3\.24)@sha256:\w+/, '$1'],
    ['an image without a digest', /ARG NODE_IMAGE=.*/, 'ARG NODE_IMAGE'],
    ['an image without a digest', 'FROM ${COMPOSER_IMAGE}', 'FROM composer:2.10'],
    ['an image without a digest', 'FROM ${COMPOSER_IMAGE}', 'FROM $COMPOSER_IMAGE'],
    ['an image without a tag, or latest', /ARG ALPINE_IMAGE=alpine:3\.24/, 'ARG ALPINE_IMAGE=alpine:latest'],
    ['an image without a tag, or latest', /ARG ALPINE_IMAGE=alpine:3\.24/, 'ARG ALPINE_IMAGE=alpine'],
    ['USER is not a number other than root', 'USER 10001:0', 'USER root'],
    ['USER is not a number other than root', 'USER 10001:0', 'USER 0:0'],
    ['ADD, which downloads and unpacks: COPY does not', 'COPY docker/apache.conf', 'ADD docker/apache.conf'],
    ['a secret in ARG or ENV, which layers keep', 'ARG RELEASE=none', 'ARG DB_PASSWORD\nARG RELEASE=none'],
    ['a secret in ARG or ENV, which layers keep', 'ENV APP_DIR=/app', 'ENV APP_KEY=x APP_DIR=/app'],
    ['no HEALTHCHECK', /HEALTHCHECK.*\n/, ''],
    ['an ENTRYPOINT in a shell, which passes on no signal', /ENTRYPOINT .*/, 'ENTRYPOINT /entrypoint.sh'],
    ['CMD is not one role', 'CMD ["web"]', 'CMD ["web", "worker"]'],
    ['packages without a cache mount', '--mount=type=cache,target=/root/.npm', '--network=default'],
    ['apk add that keeps its index', 'apk add --no-cache', 'apk add'],
    ['a download that nothing pins', 'npm run build', 'wget -qO- example.com | sh && npm run build'],
    ['a port that a user without rights may not open', 'EXPOSE 8080 8443', 'EXPOSE 80 443'],
    ['dockerfile-utils finds fault with it', 'STOPSIGNAL SIGWINCH', 'STOPSIGNALS SIGWINCH'],
  ])('is refused with %s', (problem, before, after) => {
    const broken = TEXT.replace(before, after);
    expect(broken).not.toBe(TEXT);
    expect(problemsOf(broken)).toContain(problem);
  });

  const runtime = TEXT.slice(TEXT.indexOf('AS runtime'));

  test('has neither Composer, Node.js nor a compiler in the image, and drops rights that a program could take', () => {
    const [packages = ''] = /apk add --no-cache([\s\S]*?)&&/.exec(runtime) ?? [];
    expect(packages).not.toMatch(/\s(gcc|g\+\+|make|build-base|autoconf|\S+-dev|composer|nodejs|npm|git|bash|curl)\s/);
    expect(runtime).toContain('chmod a-s');
  });

  test('brings every extension that the application is counted on to have', () => {
    const extensions = [
      'ctype',
      'curl',
      'dom',
      'fileinfo',
      'mbstring',
      'openssl',
      'pcntl',
      'pdo_mysql',
      'session',
      'tokenizer',
      'xml',
      'zip',
    ];
    expect(extensions.filter((extension) => !runtime.includes(`php85-${extension} `))).toEqual([]);
    expect(runtime).toContain('php85-pecl-memcached ');
  });

  test('leaves out of the image what only builds it', () => {
    const [, taken = ''] = /rm -r (.*) \\\n/.exec(TEXT) ?? [];
    expect(taken.split(' ')).toEqual(['.npmrc', 'docker', 'package.json', 'package-lock.json', 'vite.config.mjs']);
    expect(TEXT.indexOf('rm -r .npmrc')).toBeLessThan(TEXT.indexOf('AS assets'));
    expect(runtime.match(/^COPY (?!--from)\S+ .*$/gm)).toEqual([
      'COPY docker/00_php.ini docker/01_php85.ini /etc/php85/conf.d/',
      'COPY docker/apache.conf /etc/apache2/apache.conf',
      'COPY docker/entrypoint /usr/local/lib/entrypoint',
    ]);
  });

  test('ends the build where PHP is older than the fixes that matter', () => {
    expect(argumentDefaults()['PHP_MIN']).toBe('8.5.13');
    expect(runtime).toContain('ARG PHP_MIN\n');
    expect(TEXT).toContain('composer config platform.php "$PHP_MIN"');
    expect(runtime).toMatch(/version_compare\(PHP_VERSION, \$argv\[1\], "<"\)/);
  });

  test('leaves the code to root, and the directories that are written to the user of the image', () => {
    expect(runtime).toMatch(/chown -R 10001:0 storage bootstrap\/cache "\$APACHE_RUN_DIR"/);
    expect(runtime).not.toMatch(/COPY --chown/);
    const volumes = DOCKERFILE.getInstructions().find((each) => each.getKeyword() === 'VOLUME');
    expect(JSON.parse(volumes?.getArgumentsContent() ?? '')).toEqual([
      '/app/storage',
      '/app/bootstrap/cache',
      '/run',
      '/tmp',
    ]);
    expect(imageEnvironment()).toMatchObject({
      APP_DIR: '/app',
      APACHE_RUN_DIR: '/run',
      HTTP_PORT: '8080',
      HTTPS_PORT: '8443',
    });
  });

  test('changes the owner of nothing when a container starts', () => {
    const scripts = readdirSync(join(DOCKER, 'entrypoint'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.sh$/.test(file),
    );
    expect(
      scripts.filter((file) =>
        /^[^#]*\bch(own|mod|grp)\b/m.test(readFileSync(join(DOCKER, 'entrypoint', file), 'utf8')),
      ),
    ).toEqual([]);
  });

  test('says what it is in the labels of OCI', () => {
    for (const label of ['title', 'description', 'revision', 'base.name']) {
      expect(runtime).toContain(`org.opencontainers.image.${label}=`);
    }
  });

  test('takes its base images from build arguments, which docker-bake.hcl passes on', () => {
    const bake = readFileSync(join(APP, 'docker-bake.hcl'), 'utf8');
    const names = DOCKERFILE.getFROMs().map((from) => /^\$\{(\w+)\}$/.exec(from.getImage() ?? '')?.[1]);
    expect(names).toEqual(['COMPOSER_IMAGE', 'NODE_IMAGE', 'ALPINE_IMAGE']);
    for (const name of names) {
      expect(bake).toContain(`variable "${name}" {`);
      expect(bake).toMatch(new RegExp(`^ +${name} += ${name} == "" \\? null : ${name}$`, 'm'));
    }
  });

  test('is built for both processors, with what is in it and how it came to be', () => {
    const bake = readFileSync(join(APP, 'docker-bake.hcl'), 'utf8');
    expect(bake).toContain('platforms = ["linux/amd64", "linux/arm64"]');
    expect(bake).toContain('attest    = ["type=sbom", "type=provenance,mode=max"]');
  });
});
