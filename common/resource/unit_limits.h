// What one unit of work may write.
#ifndef GUANXI_COMMON_RESOURCE_UNIT_LIMITS_H_
#define GUANXI_COMMON_RESOURCE_UNIT_LIMITS_H_

#include <cstdint>

namespace guanxi::resource {

// At most so many resources are written by one unit of work; as many again may be derived.
inline constexpr int kMaxWrites = 200;
// Writes of one unit of work, several of one row, projections and facts included.
inline constexpr int kMaxSteps = 8 * kMaxWrites;
// A resource's message, in bytes, or the payload of a fact. Its row (body and personal together)
// has as many, a change row twice as many, before and after.
inline constexpr int64_t kMaxResourceBytes = 128 * 1024;

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_UNIT_LIMITS_H_
