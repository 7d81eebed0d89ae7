// enhance: dark photos in, well-lit photos out.
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "command_line.h"
#include "common/leave.h"
#include "console.h"
#include "journal_report.h"
#include "long_list.h"
#include "lowlight/core/allocator.h"
#include "pages.h"
#include "run.h"
#include "saved_look.h"
#include "watch.h"
#include "written_files.h"

using namespace lowlight::batch;

namespace {

int run(const Options& options, const BatchPlan& plan, const PhotoProcessor& enhancer) {
  std::optional<Pages> pages;
  std::optional<Watch> watch;
  try {
    pages.emplace(options, plan, enhancer.description());
    watch.emplace(options, plan, &*pages);
  } catch (...) {
    return failed(ExitCode::usage);
  }
  const auto report =
      run_batch(plan, enhancer, settings_of_run(options, watch->journal()), watch->observer());
  return watch->conclude(report, report);
}

int run_plan(Options options, const BatchPlan& plan) {
  print_remarks(plan.remarks);
  if (plan.photos.empty()) {
    print_nothing_to_do(plan);
    return int(plan.others.empty() ? ExitCode::nothing_to_do : ExitCode::all_done);
  }
  if (options.output.dry_run) {
    print_saved_look(options);
    print_plan(plan, batch_options(options).existing);
    return 0;
  }
  std::unique_ptr<PhotoProcessor> enhancer;
  if (const int code = make_ready(options, int64_t(plan.photos.size()), enhancer)) return code;
  return run(options, plan, *enhancer);
}

int run(const Options& options) {
  if (options.picture.style) print_remark("--style is now called --look");
  if (!options.input.journal_report.empty()) return report_journals(options);
  if (only_saves_look(options)) return run_without_photos(options);
  std::optional<FileList> list;
  BatchPlan plan;
  try {
    const auto& input = options.input;
    if (!input.files_from.empty())
      list.emplace(input.files_from, input.null, options.output.output);
    if (list && list->size() > kPortion) return run_long_list(options, *list);
    auto listed = list ? list->next(kPortion) : std::vector<std::filesystem::path>();
    plan = plan_batch(inputs_of(options), plan_options(options, std::move(listed)));
    check_written_files(options, plan);
  } catch (...) {
    return failed(ExitCode::usage);
  }
  return run_plan(options, plan);
}

}  // namespace

int main(int argc, char* argv[]) {
  lowlight::tune_allocator();
  const auto parsed = parse_command_line(argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) leave(*code);
  leave(run(std::get<Options>(parsed)));
}
