// Precompiled for every test.
#pragma once
#include "../src/pch.h"
#include "support/catch.h"
