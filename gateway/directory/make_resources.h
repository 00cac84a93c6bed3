// Wires the directory's resources to the engine: their rules, and what a write of one must obey.
#ifndef GUANXI_GATEWAY_DIRECTORY_MAKE_RESOURCES_H_
#define GUANXI_GATEWAY_DIRECTORY_MAKE_RESOURCES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "gateway/directory/resources.h"

namespace guanxi::directory {

absl::StatusOr<std::unique_ptr<const Resources>> MakeResources();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_MAKE_RESOURCES_H_
