// Time for people.
#pragma once

#include <string>

/// "0:07", "12:34", "1:02:03".
std::string duration(double seconds);
