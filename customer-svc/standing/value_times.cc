#include "customer-svc/standing/value_times.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using metadata::v1::Change;
using resource::UnitOfWork;
using v1::Customer;

// Of a customer who changes all the time the older writes are not looked at: what none of these
// changed is taken to be as old as he is.
constexpr int kMaxHistory = 200;

const db::InsertQuery kWrite{
    "value_time.write",
    "INSERT INTO value_times (tenant_id, customer_id, field, as_of_time) VALUES ",
    " ON DUPLICATE KEY UPDATE as_of_time = GREATEST(as_of_time, VALUES(as_of_time))"};

// Of up to `count` customers.
db::Query SelectOf(size_t count) {
  return {absl::StrCat("value_time.of_customers_", count),
          absl::StrCat("SELECT customer_id, field, as_of_time FROM value_times WHERE "
                       "tenant_id = ? AND customer_id IN (",
                       absl::StrJoin(std::vector<std::string>(count, "?"), ", "), ")")};
}

constexpr size_t kCounts[] = {1, 8, 50};
constexpr size_t kMostAtOnce = 50;

// The last writes of values first.
const db::Query kHistory{
    "value_time.history",
    "SELECT change_time, changed_fields, before_body, before_personal, after_body, after_personal "
    "FROM changes WHERE tenant_id = ? AND resource_id = ? AND kind IN (?, ?) "
    "ORDER BY sequence DESC LIMIT ?"};

std::string TopOf(const std::string& path) { return path.substr(0, path.find('.')); }

absl::StatusOr<Customer> Decode(absl::string_view body, absl::string_view personal) {
  Customer customer;
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(body, personal, &customer, &unused));
  return customer;
}

// Those of `fields` whose values differ between two states that have what differs alone.
template <typename Tops>
absl::StatusOr<std::set<std::string>> Differing(const std::set<std::string>& fields,
                                                const Tops& changed, absl::string_view before_body,
                                                absl::string_view before_personal,
                                                absl::string_view after_body,
                                                absl::string_view after_personal) {
  std::set<std::string> differing;
  const auto is_changed = [&](const std::string& field) {
    return std::find(changed.begin(), changed.end(), TopOf(field)) != changed.end();
  };
  if (std::none_of(fields.begin(), fields.end(), is_changed)) return differing;
  GUANXI_ASSIGN_OR_RETURN(const Customer before, Decode(before_body, before_personal));
  GUANXI_ASSIGN_OR_RETURN(const Customer after, Decode(after_body, after_personal));
  for (const std::string& field : fields) {
    if (is_changed(field) && !HoldSame(before, after, field)) differing.insert(field);
  }
  return differing;
}

// When each of `fields` was written last; of what the history does not tell, when he was made.
absl::StatusOr<ValueTimes> LookUp(UnitOfWork& work, const Uuid& id, const Customer& customer,
                                  std::set<std::string> fields) {
  ValueTimes times;
  const absl::Time made =
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(customer.create_time()));
  for (const std::string& field : fields) times[field] = made;
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(
          kHistory, {work.principal().tenant.bytes(), id.bytes(), static_cast<int>(Change::CREATED),
                     static_cast<int>(Change::UPDATED), kMaxHistory}));
  for (const db::Row row : rows) {
    if (fields.empty()) break;
    const std::vector<std::string> changed =
        absl::StrSplit(row.String(1), ',', absl::SkipWhitespace());
    GUANXI_ASSIGN_OR_RETURN(
        const std::set<std::string> differing,
        Differing(fields, changed, row.String(2), row.String(3), row.String(4), row.String(5)));
    for (const std::string& field : differing) {
      times[field] = row.Time(0);
      fields.erase(field);
    }
  }
  return times;
}

// What is known of some of them.
absl::Status ReadKnown(UnitOfWork& work, absl::Span<const Uuid> customers,
                       std::map<Uuid, ValueTimes>* all) {
  const size_t count = *std::find_if(std::begin(kCounts), std::end(kCounts),
                                     [&](size_t one) { return one >= customers.size(); });
  std::vector<db::Value> values = {work.principal().tenant.bytes()};
  for (size_t i = 0; i < count; ++i) {
    values.push_back(customers[std::min(i, customers.size() - 1)].bytes());
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(SelectOf(count), values));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(row.String(0)));
    (*all)[customer][std::string(row.String(1))] = row.Time(2);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteValueTimes(UnitOfWork& work, absl::Span<const ValueTime> times) {
  std::map<std::pair<Uuid, std::string>, absl::Time> latest;  // in the order of the key
  for (const ValueTime& one : times) {
    const auto [at, is_new] = latest.emplace(std::make_pair(one.customer, one.field), one.as_of);
    if (!is_new) at->second = std::max(at->second, one.as_of);
  }
  if (latest.empty()) return absl::OkStatus();
  std::vector<std::vector<db::Value>> rows;
  for (const auto& [key, as_of] : latest) {
    rows.push_back({work.principal().tenant.bytes(), key.first.bytes(), key.second, as_of});
  }
  return work.tx().InsertRows(kWrite, rows).status();
}

absl::StatusOr<std::vector<ValueTime>> TimesIn(const LogEvent& event,
                                               const std::set<std::string>& fields) {
  std::vector<ValueTime> times;
  if (event.kind() != Change::CREATED && event.kind() != Change::UPDATED) return times;
  GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(event.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(
      const std::set<std::string> differing,
      Differing(fields, event.changed_fields(), event.before_body(), event.before_personal(),
                event.after_body(), event.after_personal()));
  const absl::Time at =
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(event.change_time()));
  for (const std::string& field : differing) times.push_back({customer, field, at});
  return times;
}

absl::StatusOr<std::map<Uuid, ValueTimes>> ReadValueTimes(
    UnitOfWork& work, const std::map<Uuid, resource::Stored>& customers,
    const std::set<std::string>& fields) {
  std::map<Uuid, ValueTimes> all;
  std::vector<Uuid> live;
  for (const auto& [id, row] : customers) {
    if (row.live) live.push_back(id);
  }
  for (size_t begin = 0; begin < live.size(); begin += kMostAtOnce) {
    GUANXI_RETURN_IF_ERROR(
        ReadKnown(work, absl::MakeConstSpan(live).subspan(begin, kMostAtOnce), &all));
  }
  std::vector<ValueTime> found;
  for (const Uuid& id : live) {
    const auto& customer = static_cast<const Customer&>(*customers.at(id).message);
    ValueTimes& times = all[id];
    std::set<std::string> unknown;
    for (const std::string& field : fields) {
      if (times.count(field) == 0 && HasValue(customer, field)) unknown.insert(field);
    }
    if (unknown.empty()) continue;
    GUANXI_ASSIGN_OR_RETURN(const ValueTimes written, LookUp(work, id, customer, unknown));
    for (const auto& [field, as_of] : written) {
      times[field] = as_of;
      found.push_back({id, field, as_of});
    }
  }
  GUANXI_RETURN_IF_ERROR(WriteValueTimes(work, found));
  return all;
}

std::vector<db::Query> ValueTimeQueries() {
  std::vector<db::Query> queries = {kHistory};
  for (const size_t count : kCounts) queries.push_back(SelectOf(count));
  return queries;
}

std::vector<db::InsertQuery> ValueTimeInserts() { return {kWrite}; }

}  // namespace guanxi::customer
