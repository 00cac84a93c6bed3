// The partitions of a log.
#ifndef GUANXI_COMMON_EVENTS_PARTITION_H_
#define GUANXI_COMMON_EVENTS_PARTITION_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace guanxi::events {

inline constexpr int kPartitions = 16;

// Where the events of a record are, by the bytes of its tenant's id and its own (FNV-1a). Never
// change it: a record's events would lose their order.
inline int PartitionOf(absl::string_view tenant, absl::string_view resource) {
  uint64_t hash = 14695981039346656037u;
  for (const absl::string_view bytes : {tenant, resource}) {
    for (const char byte : bytes) {
      hash = (hash ^ static_cast<uint8_t>(byte)) * 1099511628211u;
    }
  }
  return static_cast<int>((hash >> 32) % kPartitions);
}

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_PARTITION_H_
