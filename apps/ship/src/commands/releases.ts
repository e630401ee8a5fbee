import colors from 'picocolors';
import { open, type EnvironmentOptions } from '../environment/options';
import { History, type Release } from '../release/history';
import { answer, say } from '../say';
import { sayTable } from '../table';
import { ago, shortDigest } from '../words';

/** Says what was released to an environment, when and by whom, and how that ended; the newest first. */
export async function releases(name: string, options: EnvironmentOptions): Promise<void> {
  const environment = await open(name, options);
  const [all, image] = await Promise.all([new History(environment).all(), environment.image()]);
  if (options.json) {
    answer({ environment: name, image, releases: all });
    return;
  }
  if (all.length === 0) {
    say(`Nothing was released to ${name}: npx ship deploy ${name}`);
    return;
  }
  const running = all.find((each) => each.outcome === 'succeeded' && each.image === image)?.release;
  sayTable(
    ['', 'release', 'outcome', 'image', 'commit', 'when', 'who'],
    all.map((each) => [
      each.release === running ? colors.green('●') : '',
      String(each.release),
      outcome(each),
      each.tag ?? shortDigest(each.image),
      each.commit ?? '',
      ago(each.at),
      each.by,
    ]),
  );
}

function outcome({ kind, outcome: ended, migrated }: Release): string {
  const what = kind === 'deploy' ? ended : `${ended} (${kind})`;
  return migrated ? `${what}, migrated` : what;
}
