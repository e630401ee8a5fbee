<?php

namespace App\Http\Controllers;

use App\Jobs\LeaveTrace;
use App\Trace;
use Illuminate\Http\RedirectResponse;
use Illuminate\Http\Request;
use Illuminate\View\View;

/**
 * The page that shows that all hangs together: who answered, a session that every task shares, a job that a worker did, and what
 * the scheduler started.
 */
class WelcomeController extends Controller
{
    public function show(Request $request): View
    {
        $request->session()->increment('visits');

        return view('welcome', [
            'visits' => $request->session()->get('visits'),
            'job' => Trace::last('job'),
            'schedule' => Trace::last('schedule'),
        ]);
    }

    public function queue(): RedirectResponse
    {
        LeaveTrace::dispatch();

        return redirect('/')->with('status', 'The job is in the queue. Load this page again to see which task did it.');
    }
}
