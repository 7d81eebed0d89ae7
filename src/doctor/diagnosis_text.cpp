// A diagnosis as a page of text.
#include <algorithm>
#include <iomanip>
#include <sstream>

#include "lowlight/core/names.h"
#include "lowlight/core/value_text.h"
#include "lowlight/doctor/diagnosis.h"

namespace lowlight::doctor {
namespace {

void write_counts(std::ostream& out, const TensorStatistics& tensor) {
  out << tensor.type << " " << shape_text(tensor.shape) << ": " << tensor.nan << " NaN, "
      << tensor.positive_infinite << " +Inf, " << tensor.negative_infinite << " −Inf of "
      << tensor.count;
  if (!tensor.first_bad.empty()) out << ", the first at " << shape_text(tensor.first_bad);
}

void write_finding(std::ostream& out, const Finding& finding) {
  out << finding.verdict << " [" << finding.key << "]\n";
  for (const auto& sentence : finding.evidence) out << "  - " << sentence << "\n";
  if (!finding.remedy.empty()) out << "  Try: " << finding.remedy << "\n";
}

void write_files(std::ostream& out, const Diagnosis& diagnosis) {
  const auto& files = diagnosis.suspects.empty() ? diagnosis.files : diagnosis.suspects;
  if (files.empty()) return;
  out << (diagnosis.suspects.empty() ? "Files of the batch:" : "Files of that sample:");
  for (const auto& file : files) out << " " << file;
  out << "\n";
}

void write_trail(std::ostream& out, const std::vector<TrailStep>& trail) {
  if (trail.empty()) return;
  out << "Trail (largest |x|): ";
  for (const auto& step : trail) out << step.place << " " << number_text(step.magnitude) << " → ";
  out << "here\n";
}

void write_modules(std::ostream& out, const std::vector<ModuleReport>& modules) {
  size_t width = 6;
  for (const auto& module : modules) width = std::max(width, module.name.size());
  out << "\n"
      << std::left << std::setw(int(width)) << "module" << std::right << std::setw(12) << "max |in|"
      << std::setw(12) << "max |out|" << std::setw(12) << "growth" << std::setw(12) << "gradient"
      << std::setw(8) << "bad"
      << "  role\n";
  for (const auto& module : modules) {
    out << std::left << std::setw(int(width)) << module.name << std::right << std::setw(12)
        << number_text(module.input_magnitude) << std::setw(12)
        << number_text(module.output_magnitude) << std::setw(12) << number_text(module.growth())
        << std::setw(12) << number_text(module.gradient_norm()) << std::setw(8) << module.bad_values
        << "  " << enum_name(module.role);
    if (module.coverage) out << ", mask covers " << number_text(*module.coverage);
    if (module.mask_range) {
      out << ", mask " << number_text(module.mask_range->first) << " … "
          << number_text(module.mask_range->second);
    }
    out << "\n";
  }
}

}  // namespace

std::string Diagnosis::text() const {
  std::ostringstream out;
  if (!tripped.empty()) out << "Not finite: " << tripped << "\n";
  write_finding(out, cause);
  if (producer) {
    out << "First in: " << producer->place << "\n  ";
    write_counts(out, producer->output);
    out << "\n";
  }
  if (!error.empty()) out << "The step ended with: " << error << "\n";
  write_files(out, *this);
  write_trail(out, trail);
  for (const auto& other : others) {
    out << "Also: ";
    write_finding(out, other);
  }
  for (const auto& warning : warnings) out << "Note: " << warning << "\n";
  write_modules(out, modules);
  return out.str();
}

}  // namespace lowlight::doctor
