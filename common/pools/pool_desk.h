// The way of records into and out of pools, for whatever resource a service keeps in them.
//
// Of records it needs the fields `owner` and `department` (those of their scope), `pool` (a column)
// `pool_stay` (PoolStay) and `last_owner`.
#ifndef GUANXI_COMMON_POOLS_POOL_DESK_H_
#define GUANXI_COMMON_POOLS_POOL_DESK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/pools/claim_facts.h"
#include "common/pools/pool_cache.h"
#include "common/pools/pool_enter.h"
#include "common/pools/pooled_record.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

// Documented at LeadPoolService in the proto. Thread-safe. Owns nothing that it is given.
class PoolDesk {
 public:
  struct Kind {
    const resource::Resource* records = nullptr;
    const resource::Resource* pools = nullptr;
    std::string noun;  // of errors: "LEAD"
    // The id of one record behind so many others that an owner has in hand, through an index that
    // has all that it asks for. Binds tenant, owner, `in_hand_values`, so many.
    db::Query behind_in_hand;
    std::vector<db::Value> in_hand_values;
    // Id and update_time of what lies in a pool, the last first. Bind tenant, pool, limit; and the
    // second tenant, pool, a time, the same time, an id, limit: what comes behind these.
    db::Query first_page, next_page;
    Obstacle obstacle;
  };
  PoolDesk(const resource::Engine* engine, Kind kind);

  // `*record` becomes what was stored. Errors as the methods of the proto.
  absl::Status Claim(const rpc::Call& call, const pool::v1::ClaimRecordRequest& request,
                     google::protobuf::Message* record) const;
  absl::Status Release(const rpc::Call& call, const pool::v1::ReleaseRecordRequest& request,
                       google::protobuf::Message* record) const;
  absl::Status Assign(const rpc::Call& call, const pool::v1::AssignRecordRequest& request,
                      google::protobuf::Message* record) const;

  // Copies of what lies in a pool, with what of them is shown, to where `add` says.
  using Add = absl::FunctionRef<google::protobuf::Message*()>;
  absl::Status List(const rpc::Call& call, const pool::v1::ListPooledRecordsRequest& request,
                    Add add, std::string* next_page_token) const;

  // A page of the list that the pool's condition makes, with the etags that records had then: those
  // that nothing speaks against come into the pool.
  struct Found {
    struct Record {
      std::string name;
      std::string etag;
    };
    std::vector<Record> records;
    std::string next_page_token;
  };
  absl::Status Recycle(const rpc::Call& call, const pool::v1::RecycleRecordsRequest& request,
                       const Found& found, pool::v1::RecycleRecordsResponse* response) const;
  // What somebody did not do in time.
  struct Breach {
    std::string policy;  // slaPolicies/{uuid}
    std::string clock;   // slaClocks/{uuid}
    std::string record;  // what it is about
    std::string owner;   // who had it
    absl::Time time;
  };
  // Brings the record into the first pool that names the policy, unless something speaks against
  // it: it is not there, has another owner by now or was claimed since, lies in a pool or is
  // closed; or no pool names the policy. Whether it did. For who hears of breaches, in a unit of
  // work with all rights. Errors: those of common/db.
  absl::StatusOr<bool> RecycleBreached(resource::UnitOfWork& work, const Breach& breach) const;

  // The live pool; POOL_NOT_FOUND.
  absl::StatusOr<pool::v1::Pool> ReadPool(const rpc::Call& call, const std::string& name) const;

  // Its statements, for the linter.
  std::vector<db::Query> Queries() const;

 private:
  absl::StatusOr<pool::v1::Pool> PeekPool(resource::UnitOfWork& work,
                                          const std::string& name) const;
  // The same, for who brings something into it: whoever deletes the pool waits, or finds that.
  absl::StatusOr<pool::v1::Pool> HoldPool(resource::UnitOfWork& work,
                                          const std::string& name) const;
  // The pool that names the policy, the first one of several.
  absl::StatusOr<std::optional<pool::v1::Pool>> PoolFor(resource::UnitOfWork& work,
                                                        const std::string& policy) const;
  absl::Status RecordNotFound(const std::string& name) const;
  // The live pool, as `facts` say that it is, if they say anything; POOL_NOT_FOUND.
  absl::StatusOr<std::shared_ptr<const pool::v1::Pool>> Known(
      resource::UnitOfWork& work, const std::string& name,
      const std::optional<ClaimFacts>& facts) const;
  // The pool in which the record lies or did last, if the caller is a member; without `*facts` if
  // those are of another one.
  absl::StatusOr<std::shared_ptr<const pool::v1::Pool>> PoolOf(
      resource::UnitOfWork& work, const google::protobuf::Message& record,
      std::optional<ClaimFacts>* facts) const;
  // What one user may claim; the rows that count are written.
  absl::Status CheckLimits(resource::UnitOfWork& work, const pool::v1::Pool& pool,
                           const std::optional<ClaimFacts>& facts) const;
  struct Turn {
    std::string user, day_key;
    int64_t day = 0;      // since 1970
    absl::Duration left;  // of it
  };
  // Takes the user's guard and counts the claim; whether the facts show that he may have the record
  // (one more look is needed if not). POOL_HAND_FULL, POOL_DAY_FULL where they show that he may
  // not.
  absl::StatusOr<bool> TakeTurn(resource::UnitOfWork& work, const pool::v1::Pool& pool,
                                const Turn& turn, const std::optional<ClaimFacts>& facts) const;
  // That the caller may take it. Says whose it is to those alone who see owners.
  absl::Status CheckFree(const resource::UnitOfWork& work, const pool::v1::Pool& pool,
                         const google::protobuf::Message& record) const;
  // `*next` must live until the unit of work ends.
  absl::Status Give(resource::UnitOfWork& work, const resource::Stored& row,
                    const std::string& owner, const pool::v1::Pool& pool, absl::string_view fact,
                    google::protobuf::Message* next) const;
  // Why a record that was found is not recycled; "" if it is.
  absl::StatusOr<std::string> WhyKept(resource::UnitOfWork& work, const pool::v1::Pool& pool,
                                      const Found::Record& found,
                                      const google::protobuf::Message& record) const;

  const resource::Engine* const engine_;
  const Kind kind_;
  const PooledRecord fields_;
  const db::Query counts_;  // claims of the day's counter, and whether the hand is full
  const ClaimReading reading_;
  const std::unique_ptr<PoolCache> cache_ = std::make_unique<PoolCache>();
};

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_POOL_DESK_H_
