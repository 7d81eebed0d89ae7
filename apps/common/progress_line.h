// The line at the bottom of a terminal that tells how far a program is.
#pragma once

#include <string>

/// The width of the terminal that stderr is, in characters; 0 where it is no terminal, or one that
/// cannot write over a line (TERM=dumb).
int columns_of_stderr();

/// "[=====>    ]  52 %  DETAILS", cut so that it stays on one line of `columns`; without the bar
/// where they are few. `share` is cut to [0, 1]; NaN counts as 0.
std::string progress_line(double share, const std::string& details, int columns);
