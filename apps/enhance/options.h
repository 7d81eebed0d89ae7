// Everything that can be asked of `enhance`, each thing once. This list makes the command line, the
// configuration file, the help, the manual page and the completion.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/option_list.h"
#include "file_options.h"
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
  FileOptions files;
  OutputOptions output;
  PictureOptions picture;
  ReviewOptions review;
  RunOptions run;
  std::string config = {};  ///< The file that they came from, "" where there was none; no key.

  template <class Self, class Visit>
  static void groups(Self& self, Visit&& visit) {
    visit(self.input);
    visit(self.files);
    visit(self.output);
    visit(self.picture);
    visit(self.review);
    visit(self.run);
  }
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    groups(self, [&](auto& group) { group.fields(group, visit); });
  }
  void check(lowlight::Problems& problems) const;
};

/// Every option, in the order of their declaration.
std::vector<OptionEntry> option_list();

/// Whether a look is to be written and no photo to be enhanced.
bool only_saves_look(const Options& options);

// What the library takes of them, where they have no problems.
std::vector<std::filesystem::path> inputs_of(const Options& options);
/// With these inputs of a list. Throws ConfigError where the shard cannot be had.
lowlight::batch::PlanOptions plan_options(const Options& options,
                                          std::vector<std::filesystem::path> listed);
/// All but the threads, the memory and what observes the run.
lowlight::batch::BatchOptions batch_options(const Options& options);
lowlight::inference::EnhanceSettings enhance_settings(const Options& options);
