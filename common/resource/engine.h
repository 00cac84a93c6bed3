// Runs units of work and reads: the choke point between handlers and the database.
#ifndef GUANXI_COMMON_RESOURCE_ENGINE_H_
#define GUANXI_COMMON_RESOURCE_ENGINE_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/database.h"
#include "common/resource/environment.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

inline constexpr int64_t kMaxAnswerBytes = 4 * 1024 * 1024;

// Custom fields that a unit of work defined or changed are in force in this process when Mutate or
// Write returns, in others within CustomFieldCache::kMaxAge.
//
// Thread-safe. Owns nothing that it is given.
class Engine {
 public:
  Engine(db::Database* database, Environment* environment)
      : database_(database), environment_(environment) {}

  Environment& environment() const { return *environment_; }
  // Environment::MakeKnown. Does nothing in an engine that was made without an environment, which
  // reads and writes nothing.
  void MakeKnown(const Resource& resource) const;

  // Runs a mutating RPC: `body` works through the unit of work and fills `*response`; the answer
  // is recorded under the request's `request_id` in the same transaction. A repeated request gets
  // the recorded answer, if its caller may still see what that shows (replay.h), and so does one
  // whose COMMIT was not confirmed. With the request's
  // `validate_only` everything is done but the COMMIT.
  //
  // An answer has at most kMaxAnswerBytes: what gRPC's clients take.
  //
  // `body` may run several times: it sets `*response`, which is empty each time, from scratch and
  // has no other effects. Where it writes what other services must be asked about
  // (Behavior.questions), a run is rolled back, they are asked, and it runs again: what they refuse
  // is an error of the write, by the path of its field.
  //
  // Errors: those of `body`, of Behavior.ask and of db::Database::ReadWrite, and
  //   INVALID_ARGUMENT  INVALID_FIELD      `request_id` is no UUID
  //   INVALID_ARGUMENT  REQUEST_ID_REUSED  it was used with another request
  //   INVALID_ARGUMENT  RESOURCE_TOO_LARGE the answer is; nothing was written
  //   ABORTED           TRANSACTION_CONFLICT  as that of ReadWrite; and others took ids or unique
  //                                        values, or gave them up, or changed rows so that others
  //                                        had to be asked again, at each attempt
  //   UNAVAILABLE       COMMIT_UNKNOWN     a COMMIT was not confirmed and no look-up found its
  //                                        answer: it may have happened. No other error is
  //                                        returned once that is so
  using MutationBody = absl::FunctionRef<absl::Status(UnitOfWork&)>;
  absl::Status Mutate(const rpc::Call& call, const google::protobuf::Message& request,
                      const WriteContext& context, google::protobuf::Message* response,
                      MutationBody body) const;

  // Whether a request with a `request_id` was answered before: `*response` is that answer then, as
  // Mutate gives it. For who does something elsewhere before Mutate, which is neither to be done
  // again nor to keep a repeated request from its first answer; `status` is what that came to.
  // False with `validate_only`. Errors: those of Mutate for a repeated request.
  absl::StatusOr<bool> WasAnswered(const rpc::Call& call, const google::protobuf::Message& request,
                                   const absl::Status& status,
                                   google::protobuf::Message* response) const;

  // Runs one unit of work outside an RPC, such as a step of a job; `body` may run several times.
  // The caller makes it safe to repeat, by a checkpoint in the same transaction. Errors: those of
  // `body` and of ReadWrite, and ALREADY_EXISTS
  // (DUPLICATE_KEY) if what was written collided at each of several runs, be it with itself.
  absl::Status Write(const Principal& principal, const db::TxOptions& options,
                     const WriteContext& context, MutationBody body) const;

  // The tenant's custom fields, at most CustomFieldCache::kMaxAge old. Not to be called while a
  // transaction is open. Errors: those of ReadOnly.
  absl::StatusOr<CustomFieldCache::Fields> CustomFieldsOf(const Uuid& tenant,
                                                          const db::TxOptions& options) const {
    return environment_->custom_fields().Get(database_, options, tenant);
  }

  // Runs reads in the call's lane.
  absl::Status Read(const rpc::Call& call,
                    absl::FunctionRef<absl::Status(db::Transaction&)> body) const;

 private:
  // One transaction with one unit of work, which `body` also flushes.
  absl::Status RunUnit(const Principal& principal, const db::TxOptions& options,
                       const WriteContext& context, const CustomFieldCache::Fields& fields,
                       MutationBody body) const;
  absl::StatusOr<struct RequestKey> KeyOf(const rpc::Call& call,
                                          const google::protobuf::Message& request) const;
  absl::StatusOr<bool> FindEarlierAnswer(const db::TxOptions& options, const struct RequestKey& key,
                                         google::protobuf::Message* response) const;
  // The recorded answer, for whom it is still; `status` is what the request comes to now.
  absl::Status Replay(const rpc::Call& call, const absl::Status& status,
                      google::protobuf::Message* response) const;

  db::Database* const database_;
  Environment* const environment_;
};

// The etag that a call states in field `path` of its request or as HTTP's If-Match: "" for none,
// "*" for any. INVALID_ARGUMENT, naming `path`, if it states two.
absl::StatusOr<std::string> StatedEtag(const rpc::Call& call, const std::string& etag,
                                       absl::string_view path);

// What is left to say of a collision that came again each time, although `body` looked for those
// who have what it writes: ABORTED, TRANSACTION_CONFLICT.
absl::Status Collided();

// The lane and deadline of a call, as the database wants them.
db::TxOptions TxOptionsOf(const rpc::Call& call);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_ENGINE_H_
