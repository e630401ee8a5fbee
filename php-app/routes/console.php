<?php

use App\Trace;
use Illuminate\Support\Facades\Artisan;
use Illuminate\Support\Facades\Schedule;

Artisan::command('trace', fn () => Trace::leave('schedule'))->purpose('Leave a trace that the scheduler is there');

Schedule::command('trace')->everyMinute();
