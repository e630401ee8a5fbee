<?php

namespace Tests\Feature;

use App\Jobs\LeaveTrace;
use App\Trace;
use Illuminate\Support\Facades\Queue;
use Tests\TestCase;

class WelcomeTest extends TestCase
{
    public function test_says_which_environment_task_and_release_answered(): void
    {
        config(['deployment.release' => 'abc1234']);

        $this->get('/')
            ->assertOk()
            ->assertSeeInOrder(['testing', gethostname(), 'abc1234']);
    }

    public function test_counts_the_visits_of_a_session(): void
    {
        $this->withSession(['visits' => 41])->get('/')->assertSee('id="visits">42<', escape: false);
    }

    public function test_queues_a_job(): void
    {
        Queue::fake();

        $this->post('/jobs')->assertRedirect('/')->assertSessionHas('status');

        Queue::assertPushed(LeaveTrace::class, 1);
    }

    public function test_shows_who_did_the_last_job(): void
    {
        $this->get('/')->assertSee('none within a day');

        (new LeaveTrace)->handle();

        $this->get('/')->assertSeeInOrder(['Last job', gethostname()]);
    }

    public function test_is_healthy_while_everything_around_it_is_down(): void
    {
        config([
            'database.default' => 'mysql',
            'database.connections.mysql.host' => '127.0.0.1',
            'database.connections.mysql.port' => 1,
            'session.driver' => 'database',
            'cache.default' => 'database',
        ]);

        $this->get('/up')->assertOk();
    }

    public function test_the_schedule_leaves_a_trace(): void
    {
        $this->travelTo('2026-01-01 00:00:00');
        $this->artisan('trace')->assertSuccessful();

        $this->assertSame('2026-01-01T00:00:00+00:00', Trace::last('schedule')['at']);
    }
}
