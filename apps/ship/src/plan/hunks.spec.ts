import { hunksOf } from './hunks';

const DIFFERENCE = `diff --git a/a.ts b/a.ts
index 1..2 100644
--- a/a.ts
+++ b/a.ts
@@ -2 +2,2 @@ class A {
-  old
+  new
+  newer
@@ -9,2 +9,0 @@
-  gone
-  too
diff --git a/b.bin b/b.bin
Binary files a/b.bin and b/b.bin differ
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-all
`;

describe('hunksOf', () => {
  const hunks = hunksOf(DIFFERENCE);

  test('names the lines as they are now, and as they were where they are gone', () => {
    expect(hunks.map(({ file, line, lines }) => `${file}:${line} ${lines.join(' ')}`)).toEqual([
      'a.ts:2 - old + new + newer',
      'a.ts:9 - gone - too',
      'gone.ts:1 - all',
    ]);
  });

  test('makes a patch of each', () => {
    expect(hunks[1]?.patch).toBe(
      'diff --git a/a.ts b/a.ts\nindex 1..2 100644\n--- a/a.ts\n+++ b/a.ts\n@@ -9,2 +9,0 @@\n-  gone\n-  too\n',
    );
  });

  test('has none of no difference', () => {
    expect(hunksOf('')).toEqual([]);
  });
});
