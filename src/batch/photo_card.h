// A photo of a batch on the report's page.
#pragma once

#include <filesystem>
#include <string>

#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/comparison.h"

namespace lowlight::batch {

/// Slider, name (a link to `link`, a relative path), size, times, figures and warnings, as markup
/// for a page with kCardStyle and what slider.h asks for.
std::string photo_card(const PhotoReport& photo,
                       const Comparison& comparison,
                       const std::filesystem::path& link);

inline constexpr char kCardStyle[] = R"css(
.cards {
  display: grid; gap: 1.5rem; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
}
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 11px; min-width: 0;
  content-visibility: auto; contain-intrinsic-size: auto 32rem;
}
.card .about { padding: .8rem 1rem 1rem; }
.card h3 { margin: 0; font-size: 1rem; line-height: 1.35; font-weight: 600; }
.card h3 a { color: inherit; text-decoration: none; }
.card h3 a:hover { text-decoration: underline; }
.card p { margin: .1rem 0 0; font-size: .85rem; color: var(--soft); }
.card dl {
  display: grid; grid-template-columns: repeat(3, auto); justify-content: space-between;
  gap: 0 .8rem; margin: .7rem 0 0; font-variant-numeric: tabular-nums; font-size: .9rem;
}
.card dl div { min-width: 0; } .card dt { color: var(--soft); font-size: .78rem; }
.card dd { margin: 0; }
.card .badge { margin: .6rem .4rem 0 0; white-space: normal; border-radius: 6px; }
)css";

}  // namespace lowlight::batch
