// Everything that can be asked of `enhance`, each thing once. This list makes the command line, the
// configuration file, the help, the manual page and the completion.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "input_options.h"
#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/inference/photo_enhancer.h"
#include "output_options.h"
#include "picture_options.h"
#include "requests.h"
#include "review_options.h"
#include "run_options.h"

/// What a run is made of; the keys of a configuration file.
struct Options {
  InputOptions input;
  OutputOptions output;
  PictureOptions picture;
  ReviewOptions review;
  RunOptions run;

  template <class Self, class Visit>
  static void groups(Self& self, Visit&& visit) {
    visit(self.input);
    visit(self.output);
    visit(self.picture);
    visit(self.review);
    visit(self.run);
  }
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    groups(self, [&](auto& group) { group.fields(group, visit); });
  }
};

/// Every value that is out of range, by its key.
std::vector<std::string> problems_of(const Options& options);
std::vector<std::string> problems_of(const Requests& requests);

// What the library takes of them. Only for options without problems.
std::vector<std::filesystem::path> inputs_of(const Options& options);
/// Throws ConfigError where the list or the shard cannot be had.
lowlight::batch::PlanOptions plan_options(const Options& options);
lowlight::batch::BatchOptions batch_options(const Options& options);
/// model: as asked for, "" = the default one.
lowlight::inference::EnhanceSettings enhance_settings(const Options& options);
