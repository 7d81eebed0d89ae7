#include "lowlight/batch/photo_processor.h"

namespace lowlight::batch {

imaging::Image processed(const PhotoProcessor& processor, imaging::Image image, Remarks* remarks) {
  processor.process(image, image.height(), imaging::replace_rows_of(image), remarks);
  if (remarks) processor.look_at_result(image, *remarks);
  return image;
}

}  // namespace lowlight::batch
