<!DOCTYPE html>
<html lang="{{ str_replace('_', '-', app()->getLocale()) }}">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{ config('app.name') }} · {{ app()->environment() }}</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml">
    @vite(['resources/css/app.css', 'resources/js/app.js'])
</head>
<body class="min-h-screen bg-stone-100 text-stone-900 antialiased dark:bg-stone-950 dark:text-stone-100">
    <main class="mx-auto max-w-2xl px-6 py-16">
        <p class="text-sm font-medium text-rose-700 dark:text-rose-400">{{ app()->environment() }}</p>
        <h1 class="mt-1 text-3xl font-semibold tracking-tight">{{ config('app.name') }} is up</h1>

        @if (session('status'))
            <p role="status" class="mt-6 rounded-lg bg-emerald-100 px-4 py-3 text-emerald-900 dark:bg-emerald-950 dark:text-emerald-100">{{ session('status') }}</p>
        @endif

        <dl class="mt-8 divide-y divide-stone-200 rounded-xl bg-white px-6 shadow-sm dark:divide-stone-800 dark:bg-stone-900">
            @foreach ([
                'Environment' => ['environment', app()->environment()],
                'Task' => ['task', gethostname()],
                'Release' => ['release', config('deployment.release')],
                'Your visits in this session' => ['visits', $visits],
            ] as $label => [$id, $value])
                <div class="flex flex-wrap justify-between gap-x-6 gap-y-1 py-4">
                    <dt class="text-stone-600 dark:text-stone-400">{{ $label }}</dt>
                    <dd class="font-mono break-all" id="{{ $id }}">{{ $value }}</dd>
                </div>
            @endforeach
            @foreach (['Last job' => ['job', $job], 'Last run of the schedule' => ['schedule', $schedule]] as $label => [$id, $trace])
                <div class="flex flex-wrap justify-between gap-x-6 gap-y-1 py-4">
                    <dt class="text-stone-600 dark:text-stone-400">{{ $label }}</dt>
                    <dd class="font-mono break-all" id="{{ $id }}">
                        @if ($trace)
                            <time datetime="{{ $trace['at'] }}">{{ $trace['at'] }}</time> by {{ $trace['task'] }}
                        @else
                            none within a day
                        @endif
                    </dd>
                </div>
            @endforeach
        </dl>

        <form method="post" action="/jobs" class="mt-8">
            @csrf
            <button class="cursor-pointer rounded-lg bg-rose-700 px-4 py-2 font-medium text-white hover:bg-rose-800 focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-rose-700">
                Queue a job
            </button>
        </form>
    </main>
</body>
</html>
