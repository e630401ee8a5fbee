<?php

namespace Tests\Feature;

use App\Models\User;
use Database\Seeders\DatabaseSeeder;
use Illuminate\Support\Facades\Schema;
use Tests\TestCase;

class MigrationsTest extends TestCase
{
    public function test_go_up_and_down(): void
    {
        $this->artisan('migrate')->assertSuccessful();
        $this->assertTrue(Schema::hasTable('users') && Schema::hasTable('jobs') && Schema::hasTable('sessions') && Schema::hasTable('cache'));

        $this->artisan('migrate:rollback')->assertSuccessful();
        $this->assertSame(['migrations'], array_values(array_diff(Schema::getTableListing(schemaQualified: false), ['sqlite_sequence'])));
    }

    public function test_hold_what_the_seeder_makes(): void
    {
        $this->artisan('migrate')->assertSuccessful();
        $this->seed(DatabaseSeeder::class);

        $this->assertSame(1, User::query()->count());
        $this->assertArrayNotHasKey('password', User::query()->first()->toArray());
    }
}
