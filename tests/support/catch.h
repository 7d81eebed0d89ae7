// Catch2 2.13 (Debian 12) and 3.x by one name.
#pragma once

#ifdef LOWLIGHT_CATCH2_V2
#include <catch2/catch.hpp>
inline auto ContainsSubstring(const std::string& text) { return Catch::Contains(text); }
#else
#include <catch2/catch_all.hpp>
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
#endif
