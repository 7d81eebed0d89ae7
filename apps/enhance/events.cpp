#include "events.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

using namespace lowlight::batch;

namespace {

using Event = nlohmann::ordered_json;

void print_line(const Event& event) {
  std::fputs((event.dump() + "\n").c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace

Events::Events(const PlanTotals& plan, RunIdentity run)
    : total_(plan.photos), run_(std::move(run)) {
  Event left_out = Event::object();
  for (const auto& [format, photos] : plan.left_out) left_out[format] = photos.count;
  print_line({{"event", "start"},
              {"photos", total_},
              {"in_other_shards", plan.in_other_shards},
              {"passed_over", plan.passed_over},
              {"left_out", left_out}});
}

void Events::finished(const PhotoReport& photo) noexcept {
  print_line({{"event", "photo"},
              {"finished", ++finished_},
              {"photos", total_},
              {"record", Event::parse(journal_line(record_of(photo, run_)))}});
}

void Events::conclude(const BatchTotals& totals, int exit_code) {
  print_line({{"event", "end"},
              {"done", totals.count(PhotoStatus::done)},
              {"skipped", totals.count(PhotoStatus::skipped)},
              {"failed", totals.count(PhotoStatus::failed)},
              {"not_started", totals.count(PhotoStatus::not_started)},
              {"megapixels", totals.megapixels},
              {"warnings", totals.warnings},
              {"seconds", totals.seconds},
              {"exit_code", exit_code}});
}
