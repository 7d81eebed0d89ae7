// Catch2 2.13 (Debian 12) and 3.x by one name.
#pragma once

#ifdef LOWLIGHT_CATCH2_V2
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
using Catch::Approx;
using Catch::Matchers::Contains;
#endif
