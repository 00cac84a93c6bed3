// What all units of work of a process share.
#ifndef GUANXI_COMMON_RESOURCE_ENVIRONMENT_H_
#define GUANXI_COMMON_RESOURCE_ENVIRONMENT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/crypto/key_ring.h"
#include "common/filter/moment.h"
#include "common/page/page_token.h"
#include "common/resource/custom_field_cache.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::rpc {
struct Call;
}  // namespace guanxi::rpc

namespace guanxi::resource {

class Resource;

// Where a tenant counts its days, and in what its money: the zone, the calendar and the currency of
// what it returns; the time in it does not matter. Called often, by many threads.
using PlaceOf = std::function<filter::Moment(const Uuid& tenant)>;

// Thread-safe.
class Environment {
 public:
  // `sealing` seals stored answers and page tokens. `blind_index_key` makes phones and e-mails
  // findable; it must never change. The clocks are not owned. Null for `place_of`: all tenants are
  // where a filter::Moment is as it is made.
  static absl::StatusOr<std::unique_ptr<Environment>> Create(const Clocks& clocks,
                                                             const crypto::KeyRing& sealing,
                                                             std::string blind_index_key,
                                                             PlaceOf place_of = nullptr);

  // See Clocks: which of the two a use goes by is a decision, so there is no plain `clock`.
  Clock* business_clock() const { return clocks_.business; }
  Clock* system_clock() const { return clocks_.system; }
  // Now in business time, where the tenant is: what the functions of its filters go by.
  filter::Moment MomentOf(const Uuid& tenant) const;
  UuidSource& uuids() { return uuids_; }
  // Seals the answers in the request log.
  const crypto::KeyRing& request_log_keys() const { return request_log_keys_; }
  const page::PageTokens& page_tokens() const { return page_tokens_; }
  const std::string& blind_index_key() const { return blind_index_key_; }
  CustomFieldCache& custom_fields() { return custom_fields_; }

  // The resources of the schema, by their messages; null for others. A catalog makes them known
  // before the first call.
  const Resource* FindResource(const google::protobuf::Descriptor* message) const {
    const auto found = resources_.find(message);
    return found != resources_.end() ? found->second : nullptr;
  }
  void MakeKnown(const google::protobuf::Descriptor* message, const Resource* resource) {
    resources_[message] = resource;
  }

  // See CountLookups (hourly_limit.h).
  int lookups_per_hour() const { return lookups_per_hour_; }
  // Before it is used: some tests look for much.
  void set_lookups_per_hour(int lookups) { lookups_per_hour_ = lookups; }

  // Told of records that somebody is about to be given by a list, a search or a batch, once they
  // were read: what it refuses he is not given. Null: nobody is told.
  using ReadMeter =
      std::function<absl::Status(const rpc::Call& call, const ResourceType& type, int64_t records)>;
  const ReadMeter& read_meter() const { return read_meter_; }
  // Before it is used.
  void set_read_meter(ReadMeter meter) { read_meter_ = std::move(meter); }

  // The collections of records that are merged into one another, here or in another service whose
  // merges are followed (common/merge): names of theirs that a write or a filter states are
  // forwarded (merged_names.h). Before it is used.
  const std::set<std::string>& merged_collections() const { return merged_collections_; }
  void set_merged_collections(std::set<std::string> collections) {
    merged_collections_ = std::move(collections);
  }

  // A row scope of so many rows, or fewer, is narrow: where no index has the order of a list under
  // it, or its search, these are read (scope_rows.h). To read and sort 2,000 rows takes about as
  // long as to read a list's index until a page is full with the rows of one in a hundred.
  size_t narrow_scope() const { return narrow_scope_; }
  // Before it is used: tests have few rows.
  void set_narrow_scope(size_t rows) { narrow_scope_ = rows; }

 private:
  Environment(const Clocks& clocks, const crypto::KeyRing& sealing, std::string blind_index_key,
              PlaceOf place_of, std::unique_ptr<const ResourceType> field_definitions);

  const Clocks clocks_;
  const PlaceOf place_of_;
  UuidSource uuids_;
  const crypto::KeyRing request_log_keys_;
  const page::PageTokens page_tokens_;
  const std::string blind_index_key_;
  const std::unique_ptr<const ResourceType> field_definitions_;
  CustomFieldCache custom_fields_;
  size_t narrow_scope_ = 2000;
  int lookups_per_hour_ = 100;
  ReadMeter read_meter_;
  std::set<std::string> merged_collections_;
  std::map<const google::protobuf::Descriptor*, const Resource*> resources_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_ENVIRONMENT_H_
