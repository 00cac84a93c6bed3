#include "common/errors/errors.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"

namespace guanxi {
namespace {

template <typename Detail>
std::string Key() {
  return absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name());
}

template <typename Detail>
void Attach(const Detail& detail, absl::Status* status) {
  status->SetPayload(Key<Detail>(), absl::Cord(detail.SerializeAsString()));
}

template <typename Detail>
bool Find(const absl::Status& status, Detail* detail) {
  const auto payload = status.GetPayload(Key<Detail>());
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

absl::Status AboutResource(absl::StatusCode code, absl::string_view reason, absl::string_view type,
                           absl::string_view name, absl::string_view text) {
  absl::Status status = Error(code, reason, absl::StrCat(name, text));
  google::rpc::ResourceInfo info;
  info.set_resource_type(absl::StrCat(type));
  info.set_resource_name(absl::StrCat(name));
  Attach(info, &status);
  return status;
}

}  // namespace

absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   const ErrorMetadata& metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(absl::StrCat(reason));
  info.set_domain(absl::StrCat(kErrorDomain));
  info.mutable_metadata()->insert(metadata.begin(), metadata.end());
  absl::Status status(code, message);
  Attach(info, &status);
  return status;
}

absl::Status InvalidField(absl::string_view path, absl::string_view description,
                          absl::string_view reason) {
  Violations violations;
  violations.Add(path, description);
  return violations.ToStatus(reason);
}

void Violations::Add(absl::string_view path, absl::string_view description) {
  list_.push_back({absl::StrCat(path), absl::StrCat(description)});
}

void Violations::AddAll(absl::string_view prefix, const absl::Status& status) {
  google::rpc::BadRequest bad;
  if (!Find(status, &bad)) {
    Add(prefix, status.message());
    return;
  }
  for (const auto& v : bad.field_violations()) {
    Add(absl::StrCat(prefix, prefix.empty() || v.field().empty() ? "" : ".", v.field()),
        v.description());
  }
}

void Violations::ForgetRepeated(size_t from) {
  std::set<std::string> before;
  for (size_t i = 0; i < from; ++i) before.insert(list_[i].path);
  const auto is_repeated = [&](const Violation& each) { return before.count(each.path) > 0; };
  const auto first = list_.begin() + static_cast<std::ptrdiff_t>(from);
  list_.erase(std::remove_if(first, list_.end(), is_repeated), list_.end());
}

absl::Status Violations::ToStatus(absl::string_view reason) const {
  if (list_.empty()) return absl::OkStatus();
  google::rpc::BadRequest bad;
  std::string message;
  for (const Violation& violation : list_) {
    auto* out = bad.add_field_violations();
    out->set_field(violation.path);
    out->set_description(violation.description);
    absl::StrAppend(&message, message.empty() ? "" : "; ", violation.path, ": ",
                    violation.description);
  }
  absl::Status status = Error(absl::StatusCode::kInvalidArgument, reason, message);
  Attach(bad, &status);
  return status;
}

absl::Status UnderPath(absl::string_view prefix, const absl::Status& status) {
  if (!IsAboutFields(status)) return status;
  Violations violations;
  violations.AddAll(prefix, status);
  return violations.ToStatus(Reason(status));
}

bool IsAboutFields(const absl::Status& status) {
  return status.GetPayload(Key<google::rpc::BadRequest>()).has_value();
}

absl::Status NotFound(absl::string_view type, absl::string_view name) {
  return AboutResource(absl::StatusCode::kNotFound, absl::StrCat(type, "_NOT_FOUND"), type, name,
                       " is not found");
}

absl::Status AlreadyExists(absl::string_view type, absl::string_view name) {
  return AboutResource(absl::StatusCode::kAlreadyExists, absl::StrCat(type, "_ALREADY_EXISTS"),
                       type, name, " already exists");
}

absl::Status AlreadyTaken(absl::string_view type, absl::string_view what, absl::string_view holder,
                          bool deleted) {
  std::string text = absl::StrCat(what, " already exists");
  if (what != holder) absl::StrAppend(&text, ": ", holder, " has it");
  if (deleted) {
    absl::StrAppend(&text, what != holder
                               ? " and is deleted; undelete it, or give the value up there"
                               : ", but is deleted; undelete it");
  }
  absl::Status status =
      Error(absl::StatusCode::kAlreadyExists, absl::StrCat(type, "_ALREADY_EXISTS"), text,
            {{"holder", std::string(holder)}, {"deleted", deleted ? "true" : "false"}});
  google::rpc::ResourceInfo info;
  info.set_resource_type(absl::StrCat(type));
  info.set_resource_name(absl::StrCat(holder));
  info.set_description(deleted ? "deleted" : "");
  Attach(info, &status);
  return status;
}

absl::Status StaleEtag(absl::string_view name) {
  return Error(absl::StatusCode::kAborted, "STALE_ETAG",
               absl::StrCat("etag: ", name, " has changed since it was read; read it again"));
}

absl::Status Unavailable(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kUnavailable, reason, message);
}

absl::Status ResourceExhausted(absl::string_view reason, absl::string_view message,
                               absl::Duration retry_delay) {
  absl::Status status = Error(absl::StatusCode::kResourceExhausted, reason, message);
  google::rpc::RetryInfo retry;
  *retry.mutable_retry_delay() = google::protobuf::util::TimeUtil::MicrosecondsToDuration(
      absl::ToInt64Microseconds(retry_delay));
  Attach(retry, &status);
  return status;
}

absl::Status QuotaExceeded(absl::string_view reason, absl::string_view subject,
                           absl::string_view message, absl::Duration retry_delay) {
  absl::Status status = ResourceExhausted(reason, message, retry_delay);
  google::rpc::QuotaFailure failure;
  auto* violation = failure.add_violations();
  violation->set_subject(absl::StrCat(subject));
  violation->set_description(absl::StrCat(message));
  Attach(failure, &status);
  return status;
}

absl::Status DeadlineExceeded(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kDeadlineExceeded, reason, message);
}

absl::Status FailedPrecondition(absl::string_view reason, absl::string_view subject,
                                absl::string_view message) {
  absl::Status status = Error(absl::StatusCode::kFailedPrecondition, reason, message);
  google::rpc::PreconditionFailure failure;
  auto* violation = failure.add_violations();
  violation->set_type(absl::StrCat(reason));
  violation->set_subject(absl::StrCat(subject));
  violation->set_description(absl::StrCat(message));
  Attach(failure, &status);
  return status;
}

std::vector<FieldViolation> FieldViolations(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  google::rpc::BadRequest bad;
  if (!Find(status, &bad)) return violations;
  for (const auto& v : bad.field_violations()) violations.push_back({v.field(), v.description()});
  return violations;
}

std::string ResourceOf(const absl::Status& status) {
  google::rpc::ResourceInfo info;
  return Find(status, &info) ? info.resource_name() : "";
}

std::string Reason(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return Find(status, &info) ? info.reason() : "";
}

bool IsPassing(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
      return true;
    default:
      return false;
  }
}

}  // namespace guanxi
