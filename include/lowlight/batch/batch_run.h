// Carries out a plan: every photo read, processed and written, whatever happens to the others.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/existing_output.h"
#include "lowlight/batch/photo_processor.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

class Journal;

/// Threads of each stage. One of each is enough where processing takes the longest: they overlap.
struct StageThreads {
  int64_t load = 1;
  int64_t process = 1;  ///< How many calls of the processor run at once.
  int64_t save = 1;
};

struct BatchOptions {
  ExistingOutputs existing = ExistingOutputs::skip_complete;
  codecs::ReadOptions read = {};
  codecs::WriteOptions write = {};  ///< Its format does not count: the plan has each photo's own.
  /// How coarsely JPEG outputs store colour. With `unknown` they do it like the photo, as
  /// codecs::encode_photo says.
  codecs::ChromaSampling chroma_sampling = codecs::ChromaSampling::unknown;
  bool keep_times = false;  ///< Outputs get their inputs' time of change.
  bool hash = false;        ///< The reports' SHA-256 are filled.
  /// Photos that failed in the last run of this journal, and have not changed since, fail again
  /// without being tried.
  const Journal* journal = nullptr;
  StageThreads threads = {};
  /// Decoded photos that may wait for the processor, and processed ones that may wait for the
  /// encoder, in bytes each; what is more stays with the threads that bring it, one photo each.
  int64_t waiting_bytes = 32 << 20;
  /// The bound for all photos that are being read, processed and written, by an estimate from their
  /// headers.
  /// A photo that would take more is worked on in bands of rows, its pixels meanwhile in a file
  /// without a name beside its output, in two where the observer wants pictures: the result is the
  /// same. A photo that still takes more, because its format is decoded or encoded as a whole
  /// (WebP, interlaced PNG, progressive JPEG), is worked on alone, with a warning.
  int64_t memory_bytes = std::numeric_limits<int64_t>::max();
  /// The bytes of one such band, which has at least two rows.
  int64_t band_bytes = 16 << 20;
  /// Where a signal handler leaves its signal's number: the batch then finishes the photos that
  /// are being processed or written and starts no others.
  const std::atomic<int>* stop = nullptr;
};

/// Hears how the batch proceeds.
struct BatchObserver {
  virtual ~BatchObserver() = default;

  /// Called when a photo is done, skipped or failed, in the order in which that happens; from any
  /// thread, one call at a time.
  virtual void finished(const PhotoReport&) noexcept {}

  /// Whether `processed` is to be called: a second picture of each photo is held for it.
  virtual bool wants_pictures() const { return false; }

  /// Called with a photo as it was read, its pixels apart, and its result at full size, before
  /// anything is written; from any thread, one call at a time, while other photos may finish. An
  /// exception becomes a warning of the photo.
  virtual void processed(const PhotoReport&,
                         const codecs::Photo&,
                         const imaging::PictureRows& /*before*/,
                         const imaging::PictureRows& /*after*/) {}
};

/// Runs the plan: reading, processing and writing of different photos overlap. Unfinished files
/// that killed runs left in the output folders are removed first. Any exception ends one photo, as
/// failed, with its stage and reason. Inputs are only read. An output appears whole under its name
/// or not at all; missing folders are made. A result of another size, channels or depth than its
/// input, or of one colour where the input varies by more than 1/32 of the range, is a failure of
/// the stage `process`.
BatchReport run_batch(const BatchPlan& plan,
                      const PhotoProcessor& processor,
                      const BatchOptions& options,
                      BatchObserver& observer);

}  // namespace lowlight::batch
