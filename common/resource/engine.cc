#include "common/resource/engine.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "common/resource/inquiry.h"
#include "common/resource/replay.h"
#include "common/resource/request_fields.h"
#include "common/resource/request_log.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::resource {
namespace {

// How often a mutation starts anew because another one took an id meanwhile, or because nobody
// knows whether COMMIT happened.
constexpr int kMaxAttempts = 3;
// How often others are asked: more than once only if rows change meanwhile, so that it is about
// other names.
constexpr int kMaxInquiries = 3;

// Ends a transaction that is not to be committed: of a validate_only call, or until others are
// asked.
absl::Status RollBack() { return absl::CancelledError("rolled back"); }

absl::Status NoRest() {
  return Error(absl::StatusCode::kAborted, "TRANSACTION_CONFLICT",
               "what the resources name changed again and again; try again");
}

absl::Status CheckAnswer(const google::protobuf::Message& response) {
  const auto bytes = static_cast<int64_t>(response.ByteSizeLong());
  if (bytes <= kMaxAnswerBytes) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "RESOURCE_TOO_LARGE",
               absl::StrCat("the answer would have ", bytes, " bytes, at most ", kMaxAnswerBytes,
                            ": write fewer resources at once"));
}

// What made the caller call makes the write happen, too, unless something nearer does.
WriteContext CausedBy(const rpc::Call& call, WriteContext context) {
  if (context.cause.root.IsNil()) context.cause = {call.cause_root, call.cause_depth};
  return context;
}

}  // namespace

absl::StatusOr<std::string> StatedEtag(const rpc::Call& call, const std::string& etag,
                                       absl::string_view path) {
  if (etag.empty()) return call.if_match;
  if (call.if_match.empty() || call.if_match == "*" || call.if_match == etag) return etag;
  return InvalidField(path, "differs from the If-Match header");
}

db::TxOptions TxOptionsOf(const rpc::Call& call) {
  db::TxOptions options;
  options.deadline = call.deadline;
  switch (call.lane) {
    case rpc::Lane::kPoint:
      options.lane = db::Lane::kPoint;
      break;
    case rpc::Lane::kScan:
      options.lane = db::Lane::kScan;
      break;
    case rpc::Lane::kJob:
      options.lane = db::Lane::kJob;
      break;
  }
  return options;
}

absl::Status Collided() {
  return Error(absl::StatusCode::kAborted, "TRANSACTION_CONFLICT",
               "others wrote the same at the same time, again and again; try again");
}

absl::Status Engine::RunUnit(const Principal& principal, const db::TxOptions& options,
                             const WriteContext& context, const CustomFieldCache::Fields& fields,
                             MutationBody body) const {
  bool defined_fields = false;
  const absl::Status status = database_->ReadWrite(options, [&](db::Transaction& tx) {
    UnitOfWork work(environment_, &tx, principal, context, fields);
    const absl::Status done = body(work);
    defined_fields = work.Wrote(metadata::v1::FieldDefinition::descriptor());
    return done;
  });
  // Whatever became of COMMIT, which may not be known: they are read again.
  if (defined_fields) environment_->custom_fields().Forget(principal.tenant);
  return status;
}

absl::StatusOr<RequestKey> Engine::KeyOf(const rpc::Call& call,
                                         const google::protobuf::Message& request) const {
  GUANXI_ASSIGN_OR_RETURN(RequestKey key, MakeRequestKey(call.principal, call.method, request,
                                                         environment_->uuids().Next()));
  // A condition in a header is part of what is asked, as an etag in the request is.
  if (!call.if_match.empty()) absl::StrAppend(&key.request, "\nif-match: ", call.if_match);
  return key;
}

absl::StatusOr<bool> Engine::WasAnswered(const rpc::Call& call,
                                         const google::protobuf::Message& request,
                                         const absl::Status& status,
                                         google::protobuf::Message* response) const {
  GUANXI_ASSIGN_OR_RETURN(const RequestKey key, KeyOf(call, request));
  if (!key.chosen || BoolField(request, "validate_only")) return false;
  GUANXI_ASSIGN_OR_RETURN(const bool found, FindEarlierAnswer(TxOptionsOf(call), key, response));
  if (!found) return false;
  GUANXI_RETURN_IF_ERROR(Replay(call, status, response));
  return true;
}

absl::Status Engine::Mutate(const rpc::Call& call, const google::protobuf::Message& request,
                            const WriteContext& context, google::protobuf::Message* response,
                            MutationBody body) const {
  GUANXI_ASSIGN_OR_RETURN(const RequestKey key, KeyOf(call, request));
  const bool validate_only = BoolField(request, "validate_only");
  const db::TxOptions options = TxOptionsOf(call);
  GUANXI_ASSIGN_OR_RETURN(const auto fields, CustomFieldsOf(call.principal.tenant, options));
  const WriteContext caused = CausedBy(call, context);
  Inquiry inquiry;
  int inquiries = 0;
  absl::Status status;
  bool unknown = false;  // whether an attempt's COMMIT may still turn out to have happened
  for (int attempt = 0; attempt < kMaxAttempts;) {
    bool rolled_back = false, asks = false;
    status = RunUnit(call.principal, options, caused, fields, [&](UnitOfWork& work) {
      response->Clear();
      inquiry.Restart();
      work.Inquire(&inquiry);
      if (attempt > 0) work.LookForHolders();
      const absl::Status done = body(work);
      // What is wrong with fields is told together with what others say of them: once.
      const bool may_fail = IsAboutFields(done) && !inquiry.has_refused();
      asks = inquiry.is_open() && (done.ok() || may_fail);
      if (asks) return RollBack();
      GUANXI_RETURN_IF_ERROR(done);
      GUANXI_RETURN_IF_ERROR(work.Flush());  // sets the answer
      GUANXI_RETURN_IF_ERROR(CheckAnswer(*response));
      if (!validate_only) {
        GUANXI_RETURN_IF_ERROR(RecordAnswer(work.tx(), environment_->request_log_keys(), key,
                                            work.system_now(), *response));
      }
      rolled_back = validate_only;
      return validate_only ? RollBack() : absl::OkStatus();
    });
    if (status.ok() || rolled_back) return absl::OkStatus();
    const bool lost = db::IsUnknownOutcome(status);
    const bool collided = db::DuplicateKey(status).has_value();
    unknown = unknown || lost;
    // Whatever went wrong may be the echo of an earlier call, or attempt, that succeeded.
    if (!validate_only && (key.chosen || unknown || collided)) {
      const absl::StatusOr<bool> found = FindEarlierAnswer(options, key, response);
      if (!found.ok()) return unknown ? db::UnknownOutcome() : found.status();
      // What this very call has done is not hidden from it.
      if (*found && unknown) return absl::OkStatus();
      if (*found) return Replay(call, status, response);
    }
    if (asks) {
      status = ++inquiries <= kMaxInquiries ? inquiry.Ask(call) : NoRest();
      if (status.ok()) continue;
    }
    if (!lost && !collided) break;
    ++attempt;
  }
  // What made a later attempt fail says nothing about the earlier COMMIT.
  if (unknown) return db::UnknownOutcome();
  return db::DuplicateKey(status).has_value() ? Collided() : status;
}

absl::StatusOr<bool> Engine::FindEarlierAnswer(const db::TxOptions& options, const RequestKey& key,
                                               google::protobuf::Message* response) const {
  bool found = false;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly(options, [&](db::Transaction& tx) {
    response->Clear();
    GUANXI_ASSIGN_OR_RETURN(found, FindAnswer(tx, environment_->request_log_keys(), key, response));
    return absl::OkStatus();
  }));
  return found;
}

void Engine::MakeKnown(const Resource& resource) const {
  if (environment_ == nullptr) return;
  environment_->MakeKnown(resource.type().descriptor(), &resource);
}

absl::Status Engine::Replay(const rpc::Call& call, const absl::Status& status,
                            google::protobuf::Message* response) const {
  const absl::Status seen = Read(call, [&](db::Transaction& tx) {
    return CheckReplay(tx, *environment_, call.principal, environment_->business_clock()->Now(),
                       status, *response);
  });
  if (!seen.ok()) response->Clear();
  return seen;
}

absl::Status Engine::Write(const Principal& principal, const db::TxOptions& options,
                           const WriteContext& context, MutationBody body) const {
  GUANXI_ASSIGN_OR_RETURN(const auto fields, CustomFieldsOf(principal.tenant, options));
  absl::Status status;
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    status = RunUnit(principal, options, context, fields, [&](UnitOfWork& work) {
      if (attempt > 0) work.LookForHolders();
      GUANXI_RETURN_IF_ERROR(body(work));
      return work.Flush();
    });
    if (!db::DuplicateKey(status).has_value()) break;
  }
  return status;
}

absl::Status Engine::Read(const rpc::Call& call,
                          absl::FunctionRef<absl::Status(db::Transaction&)> body) const {
  return database_->ReadOnly(TxOptionsOf(call), body);
}

}  // namespace guanxi::resource
