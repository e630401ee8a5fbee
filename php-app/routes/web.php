<?php

use App\Http\Controllers\WelcomeController;
use Illuminate\Support\Facades\Route;

Route::get('/', [WelcomeController::class, 'show']);
Route::post('/jobs', [WelcomeController::class, 'queue']);
