#include "common/pools/pool_rules.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/filter/checker.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::pools {
namespace {

using google::protobuf::FieldDescriptor;
using pool::v1::Pool;

constexpr int kMostPerDay = 1000;
constexpr int kMostInHand = 2000;
constexpr int kMostWarnDays = 30;
constexpr int64_t kLongestSeconds = int64_t{366} * 24 * 3600;

void CheckDuration(const char* path, const google::protobuf::Duration& duration,
                   Violations* violations) {
  if (duration.seconds() < 0 || duration.nanos() < 0 || duration.seconds() > kLongestSeconds) {
    violations->Add(path, "want 0 to 366 days");
  }
}

void CheckCount(const char* path, int count, int most, Violations* violations) {
  if (count < 0 || count > most) violations->Add(path, absl::StrCat("want 0 to ", most));
}

bool IsMemberName(const std::string& name) {
  return resource::ParseReference("users", name).ok() ||
         resource::ParseReference("departments", name).ok();
}

// Personal data at any depth: of a whole message all is shown.
bool IsPersonal(const FieldDescriptor& field, int depth) {
  if (field.options().GetExtension(metadata::v1::field).personal() !=
      metadata::v1::PERSONAL_DATA_UNSPECIFIED) {
    return true;
  }
  const auto* message = field.message_type();
  if (message == nullptr || depth == 0) return message != nullptr;
  for (int i = 0; i < message->field_count(); ++i) {
    if (IsPersonal(*message->field(i), depth - 1)) return true;
  }
  return false;
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(google::protobuf::util::TimeUtil::TimestampToMicroseconds(time));
}

}  // namespace

void NormalizePool(Pool* pool, Violations* violations) {
  rules::NormalizeLine("display_name", pool->mutable_display_name(), violations);
  rules::NormalizeNote(pool->mutable_description());
  rules::NormalizeLines("members", pool->mutable_members(), violations);
  rules::NormalizeLines("recycle_policies", pool->mutable_recycle_policies(), violations);
  rules::NormalizeLines("shown_fields", pool->mutable_shown_fields(), violations);
}

void CheckPool(const Pool& next, Violations* violations) {
  for (int i = 0; i < next.members_size(); ++i) {
    if (!IsMemberName(next.members(i))) {
      violations->Add(absl::StrCat("members[", i, "]"), "want users/{uuid} or departments/{uuid}");
    }
  }
  for (int i = 0; i < next.recycle_policies_size(); ++i) {
    if (!resource::ParseReference("slaPolicies", next.recycle_policies(i)).ok()) {
      violations->Add(absl::StrCat("recycle_policies[", i, "]"), "want slaPolicies/{uuid}");
    }
  }
  CheckCount("claims_per_day", next.claims_per_day(), kMostPerDay, violations);
  CheckCount("most_in_hand", next.most_in_hand(), kMostInHand, violations);
  CheckCount("warn_days", next.warn_days(), kMostWarnDays, violations);
  CheckDuration("cool_down", next.cool_down(), violations);
  CheckDuration("protection", next.protection(), violations);
}

void CheckPoolOf(const google::protobuf::Descriptor& record, const filter::Schema& schema,
                 const Pool& next, Violations* violations) {
  for (int i = 0; i < next.shown_fields_size(); ++i) {
    const std::string path = absl::StrCat("shown_fields[", i, "]");
    const FieldDescriptor* const field = record.FindFieldByName(next.shown_fields(i));
    if (field == nullptr) {
      violations->Add(path, "is no field of the records");
    } else if (IsPersonal(*field, /*depth=*/4)) {
      violations->Add(path, "is personal data, which nobody sees before he claims");
    }
  }
  if (next.recycle_filter().empty()) return;
  const absl::Status compiled = filter::Compile(next.recycle_filter(), schema).status();
  if (!compiled.ok()) violations->Add("recycle_filter", compiled.message());
}

bool IsMember(const Pool& pool, const policy::Rights& rights) {
  if (pool.members().empty()) return true;
  std::set<std::string> names = {absl::StrCat("users/", rights.user().ToString())};
  for (const Uuid& department : rights.memberships()) {
    names.insert(absl::StrCat("departments/", department.ToString()));
  }
  return std::any_of(pool.members().begin(), pool.members().end(),
                     [&](const std::string& member) { return names.count(member) != 0; });
}

absl::Time CoolUntil(const Pool& pool, const pool::v1::PoolStay& stay) {
  if (!pool.has_cool_down() || !stay.has_enter_time()) return absl::InfinitePast();
  return TimeOf(stay.enter_time()) + absl::Seconds(pool.cool_down().seconds()) +
         absl::Nanoseconds(pool.cool_down().nanos());
}

absl::Time EndOfDay(absl::Time now, absl::TimeZone zone) {
  return absl::FromCivil(absl::ToCivilDay(now, zone) + 1, zone);
}

}  // namespace guanxi::pools
