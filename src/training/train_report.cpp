#include "lowlight/training/train_report.h"

#include <sstream>

namespace lowlight::training {

std::string TrainReport::summary() const {
  std::ostringstream text;
  if (outcome == Outcome::finished) text << "finished after step " << step;
  if (outcome == Outcome::interrupted)
    text << "interrupted after step " << step << ", which is saved";
  if (outcome == Outcome::diverged) {
    text << "stopped at step " << step
         << ": a number was not finite any more; no weights were overwritten";
    for (const auto& culprit : nonfinite->culprits) text << "\n  not finite: " << culprit;
    for (const auto& [name, value] : nonfinite->terms)
      text << "\n  loss term " << name << " = " << value;
    if (nonfinite->rank > 0) text << "\n  in process " << nonfinite->rank;
    for (const auto& file : nonfinite->files) text << "\n  in the batch: " << file;
    text << "\n\n" << nonfinite->diagnosis.text();
    if (!nonfinite->capsule.empty())
      text << "\nthe step is kept in " << nonfinite->capsule.string();
  }
  if (skipped > 0) text << "\n  steps skipped because a number was not finite: " << skipped;
  if (rollbacks > 0) text << "\n  times the run went back for that reason: " << rollbacks;
  return text.str();
}

}  // namespace lowlight::training
