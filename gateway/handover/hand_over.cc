#include "gateway/handover/hand_over.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "gateway/handover/state.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::handover {
namespace {

using access::v1::HandOverUserMetadata;
using access::v1::HandOverUserRequest;
using access::v1::HandOverUserResponse;
using Response = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

constexpr char kCollection[] = "handOvers/";
constexpr int kMaxFailures = 20;
// How often a kind is looked at once more, for records that changed while they were given; those
// that still do have failed.
constexpr int kMaxPasses = 5;

// Whether the failure is that of a record, not of the moment.
bool IsLasting(const absl::Status& status) {
  return !absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status) &&
         !absl::IsResourceExhausted(status) && !absl::IsUnauthenticated(status);
}

class HandOver {
 public:
  HandOver(const Tools& tools, jobs::Job& job) : tools_(tools), job_(job) {
    request_.ParseFromString(job.request());
    checkpoint_.ParseFromString(job.checkpoint());
  }

  Response Run() {
    for (const OwnedKind& kind : OwnedKinds()) {
      if (kind.key < checkpoint_.type()) continue;
      if (kind.key != checkpoint_.type()) Begin(kind);
      while (!checkpoint_.done()) {
        GUANXI_RETURN_IF_ERROR(job_.Continue());
        GUANXI_RETURN_IF_ERROR(Step(kind));
      }
    }
    auto response = std::make_unique<HandOverUserResponse>();
    response->set_moved_count(checkpoint_.moved());
    response->set_failed_count(checkpoint_.failed());
    *response->mutable_failures() = checkpoint_.failures();
    return response;
  }

 private:
  void Begin(const OwnedKind& kind) {
    checkpoint_.set_type(kind.key);
    checkpoint_.clear_page_token();
    checkpoint_.clear_stale();
    checkpoint_.clear_passes();
    checkpoint_.clear_done();
    checkpoint_.set_failed_before(checkpoint_.failed());
    checkpoint_.set_failures_before(checkpoint_.failures_size());
  }

  // What does not go is met again in each pass: the last one counts.
  static void BeginPass(Checkpoint* next) {
    next->set_failed(next->failed_before());
    auto* const failures = next->mutable_failures();
    failures->DeleteSubrange(next->failures_before(), failures->size() - next->failures_before());
    next->clear_stale();
  }

  absl::Status Step(const OwnedKind& kind) {
    Heir heir;
    heir.user = request_.heir();
    GUANXI_ASSIGN_OR_RETURN(heir.department,
                            tools_.department(job_.principal().tenant, request_.heir()));
    GUANXI_ASSIGN_OR_RETURN(const std::string token, tools_.token(job_.principal()));
    GUANXI_ASSIGN_OR_RETURN(const OwnedPage page, tools_.records->List(kind, token, request_.user(),
                                                                       checkpoint_.page_token()));
    Checkpoint next = checkpoint_;
    next.set_page_token(page.next_page_token);
    if (!page.records.empty()) {
      GUANXI_RETURN_IF_ERROR(Give(kind, token, page.records, heir, &next));
    }
    if (next.page_token().empty()) {
      next.set_done(!next.stale() || next.passes() >= kMaxPasses);
      next.set_passes(next.passes() + 1);
      if (!next.done()) BeginPass(&next);
    }
    HandOverUserMetadata metadata;
    metadata.set_moved_count(next.moved());
    metadata.set_failed_count(next.failed());
    GUANXI_RETURN_IF_ERROR(tools_.database->ReadWrite(
        {db::Lane::kJob}, [&](db::Transaction& tx) { return job_.Save(tx, next, metadata); }));
    checkpoint_ = std::move(next);
    return absl::OkStatus();
  }

  // All at once; if that cannot be, each for itself.
  absl::Status Give(const OwnedKind& kind, const std::string& token,
                    const std::vector<OwnedRecord>& records, const Heir& heir, Checkpoint* next) {
    const absl::Status all = tools_.records->Give(kind, token, records, heir);
    if (all.ok()) {
      next->set_moved(next->moved() + static_cast<int64_t>(records.size()));
      return absl::OkStatus();
    }
    if (!IsLasting(all)) return all;
    for (const OwnedRecord& record : records) {
      const absl::Status one = tools_.records->Give(kind, token, {record}, heir);
      if (one.ok()) {
        next->set_moved(next->moved() + 1);
      } else if (absl::IsAborted(one) && next->passes() < kMaxPasses) {
        next->set_stale(true);  // perhaps it is the user's no more
      } else if (!IsLasting(one)) {
        return one;
      } else {
        next->set_failed(next->failed() + 1);
        if (next->failures_size() < kMaxFailures) {
          next->add_failures(absl::StrCat(record.name, ": ", one.message()));
        }
      }
    }
    return absl::OkStatus();
  }

  const Tools& tools_;
  jobs::Job& job_;
  Job request_;
  Checkpoint checkpoint_;
};

google::longrunning::Operation Named(const jobs::Operation& operation) {
  google::longrunning::Operation shown = jobs::ToProto(operation);
  shown.set_name(absl::StrCat(kCollection, operation.id.ToString()));
  return shown;
}

const std::string& PermissionOf(const google::protobuf::MethodDescriptor& method) {
  return method.options().GetExtension(metadata::v1::method).permission();
}

// `customers.transfer` goes with `customers.update`: another owner needs it (common/resource).
std::vector<std::string> PermissionsToGive(const OwnedKind& kind) {
  const std::string& update = PermissionOf(*kind.batch_update);
  const std::string transfer = absl::StrCat(update.substr(0, update.find('.')), ".transfer");
  return {PermissionOf(*kind.list), update, transfer};
}

}  // namespace

jobs::Handler HandOverHandler(const Tools& tools) {
  return [tools](jobs::Job& job) { return HandOver(tools, job).Run(); };
}

absl::Status CheckMayGive(const Principal& caller) {
  if (!caller.actor.empty()) {
    return Error(absl::StatusCode::kPermissionDenied, "NOT_ON_BEHALF",
                 "nobody starts an operation on somebody's behalf");
  }
  for (const OwnedKind& kind : OwnedKinds()) {
    for (const std::string& permission : PermissionsToGive(kind)) {
      const bool has = caller.rights != nullptr &&
                       caller.rights->ScopeOf(permission) != access::v1::DATA_SCOPE_UNSPECIFIED;
      if (has) continue;
      return Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED",
                   absl::StrCat("records of type ", kind.type,
                                " are handed over by those who have ", permission),
                   {{"permission", permission}});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<google::longrunning::Operation> Queue(jobs::OperationStore* operations,
                                                     const Principal& principal,
                                                     const HandOverUserRequest& request,
                                                     const jobs::OperationEvents::Event& queued) {
  Job job;
  job.set_user(request.name());
  job.set_heir(request.heir());
  jobs::NewOperation operation;
  operation.kind = kHandOverKind;
  operation.principal = principal;
  operation.request_id = absl::AsciiStrToLower(request.request_id());
  operation.request = job.SerializeAsString();
  operation.request_hash = crypto::Sha256(operation.request);
  operation.metadata = jobs::PackAny(HandOverUserMetadata());
  GUANXI_ASSIGN_OR_RETURN(const jobs::Operation stored, operations->Create(operation, queued));
  return Named(stored);
}

absl::StatusOr<google::longrunning::Operation> Look(jobs::OperationStore* operations,
                                                    const Principal& principal,
                                                    const std::string& name) {
  absl::string_view id = name;
  const bool is_one = absl::ConsumePrefix(&id, kCollection);
  const absl::StatusOr<Uuid> parsed = Uuid::Parse(id);
  if (!is_one || !parsed.ok()) {
    return InvalidField("name", "want handOvers/{uuid}", "INVALID_NAME");
  }
  GUANXI_ASSIGN_OR_RETURN(const jobs::Operation operation, operations->Get(principal, *parsed));
  return Named(operation);
}

}  // namespace guanxi::handover
