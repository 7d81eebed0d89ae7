// Boxes drawn on photos, in COCO's JSON.
#pragma once

#include <filesystem>
#include <vector>

#include "data/box_list.h"

namespace lowlight::data {

/// Reads the boxes of an annotation file of COCO (Lin et al. 2014, arXiv 1405.0312): of each member
/// of "images" its "id" and "file_name", of each of "annotations" its "image_id" and its "bbox"
/// [x, y, width, height], a crowd's where "iscrowd" is 1; it may be 0, or not there. Categories are
/// not told apart. Lines are those where an image or an annotation begins. Problems are everything
/// that is not of this form, ids given twice and of no image among it. Throws DataError where the
/// file is no JSON.
BoxList read_coco_boxes(const std::filesystem::path& path);

}  // namespace lowlight::data
