// lowlight_train: photos in, weights out.
#include <c10/util/Exception.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "command_line.h"
#include "common/leave.h"
#include "common/stop_signals.h"
#include "lowlight/core/allocator.h"
#include "lowlight/core/ranks.h"
#include "lowlight/io/config.h"
#include "lowlight/tasks/check_training_photos.h"
#include "lowlight/tasks/replay.h"
#include "lowlight/tasks/run_training.h"
#include "progress.h"

using namespace lowlight;

namespace {

int exit_code(const training::TrainReport& report, int stop_signal) {
  switch (report.outcome) {
    case training::Outcome::finished:
      return 0;
    case training::Outcome::diverged:
      return 1;
    case training::Outcome::interrupted:
      return 128 + (stop_signal == 0 ? SIGTERM : stop_signal);  // another process was told to
  }
  return 1;
}

int check_data(const io::Config& config, Progress& progress) {
  bool faulty = false;
  for (const auto& [set, report] : tasks::check_training_photos(config)) {
    progress.print_line(set + ": " + report.summary());
    faulty = faulty || !report.faults.empty();
  }
  return faulty ? 1 : 0;
}

int run(const Command& command, const training::Launch& launch, Progress& progress) {
  if (!command.replay.empty()) {
    const auto diagnosis = tasks::replay(command.replay, command.device);
    std::cout << diagnosis.text() << '\n';
    return diagnosis.reproduced ? 0 : 1;
  }
  const auto config = io::read_config(command.config, command.settings);
  const bool trains = !command.check_data && command.pack.empty() && !command.dry_run &&
                      !command.probe_terms && !command.profile;
  if (!trains && launch.rank > 0) return 0;  // one process is enough to look
  if (command.check_data) return check_data(config, progress);
  if (!command.pack.empty()) {
    tasks::pack_training_photos(config, command.pack, progress);
    progress.print_line("packed; train with: lowlight_train " + command.pack + "/config.toml");
    return 0;
  }
  if (command.dry_run || command.probe_terms || command.profile) {
    if (command.probe_terms) std::cout << training::text_of(tasks::probe_terms(config));
    if (command.dry_run) std::cout << tasks::dry_run(config).text();
    if (command.profile) std::cout << tasks::profile(config).text();
    return 0;
  }
  const bool resume = command.resume || (command.resume_or_begin && tasks::holds_run(config));
  const auto& stop = catch_stop_signals();
  // A process or a reader of this output that is gone shows where it is written to.
  std::signal(SIGPIPE, SIG_IGN);
  const auto report = tasks::run_training(
      config, resume, progress, [&] { return stop.load() != 0; }, launch);
  if (launch.rank > 0) return exit_code(report, stop);
  progress.print_line(report.summary());
  if (report.outcome == training::Outcome::interrupted)
    progress.print_line("the same command with --resume goes on");
  return exit_code(report, stop);
}

}  // namespace

int main(int argc, char* argv[]) {
  tune_allocator();
  const auto parsed = parse_command_line(argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) return *code;
  Progress progress;
  try {
    const auto launch = training::launch_from_environment();
    progress.set_rank(launch.rank);
    return run(std::get<Command>(parsed), launch, progress);
  } catch (const RankError& error) {
    progress.print_line("lowlight_train: " + std::string(error.what()));
    leave(3);  // what travels to or from a lost process would be waited for
  } catch (const c10::Error& error) {
    progress.print_line("lowlight_train: " + std::string(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    progress.print_line("lowlight_train: " + std::string(error.what()));
  }
  leave(2);
}
