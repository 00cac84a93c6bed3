#include "common/foreign/foreign_names.h"

#include <grpcpp/client_context.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/metadata.h"
#include "common/resource/name_fields.h"
#include "common/rpc/client.h"
#include "common/rpc/unary_call.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace guanxi::foreign {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using resource::Faults;
using Names = absl::Span<const std::string>;

constexpr absl::Duration kTimeout = absl::Seconds(3);
constexpr char kMissing[] = "names nothing that exists";

std::unique_ptr<Message> New(const Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

// Reads as little as shows that a record is there.
std::unique_ptr<Message> RequestFor(const Kind& kind, Names names) {
  auto request = New(kind.batch_get->input_type());
  const auto* reflection = request->GetReflection();
  const Descriptor& type = *request->GetDescriptor();
  for (const std::string& name : names) {
    reflection->AddString(request.get(), type.FindFieldByName("names"), name);
  }
  auto* const mask = static_cast<google::protobuf::FieldMask*>(
      reflection->MutableMessage(request.get(), type.FindFieldByName("read_mask")));
  mask->add_paths("name");
  if (kind.records->message_type()->FindFieldByName("delete_time") != nullptr) {
    mask->add_paths("delete_time");
  }
  if (const FieldDescriptor* const parent = type.FindFieldByName("parent")) {
    const std::vector<std::string> above(kind.collections.begin(), kind.collections.end() - 1);
    reflection->SetString(request.get(), parent, absl::StrCat(absl::StrJoin(above, "/-/"), "/-"));
  }
  return request;
}

// Of `names` those whose records, which the answer holds in the same order, are not deleted. What
// is named may have been merged into another record, which is in its place then.
std::set<std::string> LiveIn(const Kind& kind, const Message& answer, Names names) {
  std::set<std::string> live;
  const Descriptor& type = *kind.records->message_type();
  const FieldDescriptor* const deleted = type.FindFieldByName("delete_time");
  const auto* reflection = answer.GetReflection();
  const auto size = static_cast<size_t>(reflection->FieldSize(answer, kind.records));
  for (size_t i = 0; i < std::min(size, names.size()); ++i) {
    const Message& record =
        reflection->GetRepeatedMessage(answer, kind.records, static_cast<int>(i));
    const auto* fields = record.GetReflection();
    if (deleted == nullptr || !fields->HasField(record, deleted)) live.insert(names[i]);
  }
  return live;
}

// Of a call that `status` ended because some of the names are absent or hidden. Returns the others.
absl::StatusOr<std::vector<std::string>> NoteMissing(const Kind& kind, const absl::Status& status,
                                                     Names names, Faults* faults) {
  std::string told = MetadataOf(status)["names"];
  if (told.empty()) told = ResourceOf(status);  // It is one alone.
  std::set<std::string> missing;
  for (const absl::string_view name : absl::StrSplit(told, ',')) {
    missing.insert(resource::CanonicalName(name));
  }
  std::vector<std::string> others;
  for (const std::string& name : names) {
    if (missing.count(name) != 0) {
      (*faults)[name] = kMissing;
    } else {
      others.push_back(name);
    }
  }
  if (others.size() < names.size()) return others;
  return absl::InternalError(
      absl::StrCat(kind.service, " misses a record that it was not asked for"));
}

// Of a call that was refused by the form of some of the names, which the other service calls by its
// own request's fields. Returns the others.
absl::StatusOr<std::vector<std::string>> NoteMalformed(const absl::Status& status, Names names,
                                                       Faults* faults) {
  std::vector<std::string> others(names.begin(), names.end());
  for (const FieldViolation& violation : FieldViolations(status)) {
    absl::string_view place = violation.path;
    size_t index = 0;
    const bool is_of_name = absl::ConsumePrefix(&place, "names[") &&
                            absl::ConsumeSuffix(&place, "]") && absl::SimpleAtoi(place, &index) &&
                            index < names.size();
    if (!is_of_name) return status;
    (*faults)[names[index]] = violation.description;
    others.erase(std::remove(others.begin(), others.end(), names[index]), others.end());
  }
  if (others.size() < names.size()) return others;
  return status;
}

absl::Status Down(const std::string& service) {
  const std::string stem = absl::AsciiStrToUpper(absl::StrReplaceAll(service, {{"-", "_"}}));
  return Unavailable(
      absl::StrCat(stem, "_DOWN"),
      absl::StrCat("whether what is named exists cannot be asked: ", service, " does not answer"));
}

// Asks for names of one kind.
class Inquirer {
 public:
  // Nothing is owned.
  Inquirer(const Kind* kind, grpc::Channel* channel, const rpc::Call* call, absl::Time until)
      : kind_(*kind), channel_(channel), call_(*call), until_(until) {}

  absl::Status Ask(Names names, Faults* faults) const {
    const auto request = RequestFor(kind_, names);
    const auto answer = New(kind_.batch_get->output_type());
    grpc::ClientContext context;
    rpc::PrepareOnBehalf(call_, until_ - absl::Now(), &context);
    const absl::Status status =
        rpc::CallUnary(*kind_.batch_get, channel_, &context, *request, answer.get());
    // Rows count as they are stored, whatever is read of them.
    if (Reason(status) == "BATCH_TOO_LARGE" && names.size() > 1) {
      const size_t half = names.size() / 2;
      GUANXI_RETURN_IF_ERROR(Ask(names.first(half), faults));
      return Ask(names.subspan(half), faults);
    }
    if (absl::IsNotFound(status) || absl::IsInvalidArgument(status)) {
      GUANXI_ASSIGN_OR_RETURN(const auto others, absl::IsNotFound(status)
                                                     ? NoteMissing(kind_, status, names, faults)
                                                     : NoteMalformed(status, names, faults));
      return others.empty() ? absl::OkStatus() : Ask(others, faults);
    }
    if (status.code() == absl::StatusCode::kUnavailable ||
        status.code() == absl::StatusCode::kDeadlineExceeded) {  // of our own limit
      return Down(kind_.service);
    }
    GUANXI_RETURN_IF_ERROR(status);
    const std::set<std::string> live = LiveIn(kind_, *answer, names);
    for (const std::string& name : names) (*faults)[name] = live.count(name) != 0 ? "" : kMissing;
    return absl::OkStatus();
  }

 private:
  const Kind& kind_;
  grpc::Channel* const channel_;
  const rpc::Call& call_;
  const absl::Time until_;
};

}  // namespace

ForeignNames::ForeignNames(std::vector<Kind> kinds,
                           const std::map<std::string, std::string>& targets)
    : kinds_(std::move(kinds)) {
  for (const auto& [service, target] : targets) {
    rpc::ClientOptions options;
    options.target = target;
    std::set<std::string> names;
    for (const Kind& kind : kinds_) {
      if (kind.service == service) names.insert(kind.batch_get->service()->full_name());
    }
    options.services.assign(names.begin(), names.end());
    channels_[service] = rpc::NewChannel(options);
  }
}

absl::StatusOr<Faults> ForeignNames::Ask(const rpc::Call& call, Names names) const {
  const absl::Time until = absl::Now() + kTimeout;
  std::map<const Kind*, std::vector<std::string>> by_kind;
  for (const std::string& name : names) {
    const Kind* const kind = FindKind(kinds_, name);
    if (kind == nullptr) return absl::InternalError(absl::StrCat(name, " is of no known kind"));
    by_kind[kind].push_back(name);
  }
  Faults faults;
  for (const auto& [kind, some] : by_kind) {
    const auto channel = channels_.find(kind->service);
    if (channel == channels_.end()) return Down(kind->service);
    const Inquirer inquirer(kind, channel->second.get(), &call, until);
    GUANXI_RETURN_IF_ERROR(inquirer.Ask(some, &faults));
  }
  return faults;
}

}  // namespace guanxi::foreign
