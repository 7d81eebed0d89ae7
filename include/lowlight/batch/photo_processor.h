// The interface through which a batch sees what is done to each photo.
#pragma once

#include <cstdint>
#include <string>

#include "lowlight/batch/remarks.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// Turns a picture into another of the same width, height, channels and depth.
struct PhotoProcessor {
  virtual ~PhotoProcessor() = default;

  /// Hands the result to `use` in bands of rows, from top to bottom, or calls it never where the
  /// picture stays as it is. Bands have at most about `most_rows` rows, to bound the memory; a
  /// processor that knows whole pictures only may take the picture at once. What it remarks on the
  /// picture is added to `remarks` where they are given.
  ///
  /// The result may be put over the picture as it is handed out: rows of the picture that are still
  /// needed must have been read before. Any exception fails this picture only. Called from as many
  /// threads at once as the batch has for it (BatchOptions::threads), one by default.
  virtual void process(const imaging::PictureRows& picture,
                       int64_t most_rows,
                       const imaging::UseBand& use,
                       Remarks* remarks = nullptr) const = 0;

  /// Looks at the finished result: what process() handed out, or the picture itself where that was
  /// nothing. What it finds is added to the remarks of process().
  virtual void look_at_result(const imaging::PictureRows&, Remarks&) const {}

  /// False where every picture stays as it is and nothing is remarked: then process() need not be
  /// called.
  virtual bool changes_pictures() const { return true; }

  /// The bytes that process() takes for such a picture beside its bands, more or less.
  virtual int64_t bytes_for(const imaging::ImageShape&) const { return 0; }

  /// What it is, for reports: "closed form, strength 0.8, on cpu".
  virtual std::string description() const = 0;
};

/// The result for a picture in memory, made in that memory.
imaging::Image processed(const PhotoProcessor& processor,
                         imaging::Image image,
                         Remarks* remarks = nullptr);

}  // namespace lowlight::batch
