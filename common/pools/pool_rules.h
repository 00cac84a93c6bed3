// Pools as their messages say them: normal form, checks, who is a member.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the pool.
#ifndef GUANXI_COMMON_POOLS_POOL_RULES_H_
#define GUANXI_COMMON_POOLS_POOL_RULES_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/filter/schema.h"
#include "common/policy/rights.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

void NormalizePool(pool::v1::Pool* pool, Violations* violations);
void CheckPool(const pool::v1::Pool& next, Violations* violations);
// What depends on the records that lie in it: `shown_fields` are theirs and not personal,
// `recycle_filter` is a filter over them. Custom fields cannot be filtered by.
void CheckPoolOf(const google::protobuf::Descriptor& record, const filter::Schema& schema,
                 const pool::v1::Pool& next, Violations* violations);

// Whether who has these rights may see and claim what lies in it.
bool IsMember(const pool::v1::Pool& pool, const policy::Rights& rights);

// Until when the last owner waits; InfinitePast if he need not.
absl::Time CoolUntil(const pool::v1::Pool& pool, const pool::v1::PoolStay& stay);
// When the day ends that `now` lies in.
absl::Time EndOfDay(absl::Time now, absl::TimeZone zone);

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_POOL_RULES_H_
