// Ways to bend calls, of which faults are made.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_BENDS_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_BENDS_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/resource/contract/faulty_caller.h"

namespace guanxi::contract {

// Methods are those whose names begin with `verb`.
bool Is(const Passage& passage, absl::string_view verb);

// Changes requests, or answers.
using Change = std::function<void(Passage&)>;
Bend OnRequest(std::string verb, Change change);
Bend OnResponse(std::string verb, Change change);
// Loses a field of requests; sets a flag in them.
Bend Drop(std::string verb, std::string field);
Bend Raise(std::string verb, std::string flag);
// Does not report what is wrong.
Bend Forgive(std::string reason);
// Answers a read that fails for `reason` with what was answered last under the name.
Bend Remember(std::string verb, std::string reason);

// The one list in a request or answer; nullptr if there is none.
const google::protobuf::FieldDescriptor* ListIn(const google::protobuf::Message& message);
// Changes the list of an answer, or of a request, that has at least two entries.
using ChangeList =
    std::function<void(google::protobuf::Message*, const google::protobuf::FieldDescriptor*)>;
Bend OnList(std::string verb, ChangeList change);
Bend OnEntries(std::string verb, ChangeList change);
void RemoveLast(google::protobuf::Message* message, const google::protobuf::FieldDescriptor* list);
void SwapFirst(google::protobuf::Message* message, const google::protobuf::FieldDescriptor* list);
void ForgetFirst(google::protobuf::Message* message, const google::protobuf::FieldDescriptor* list);
void RepeatFirst(google::protobuf::Message* message, const google::protobuf::FieldDescriptor* list);

void ClearField(const std::string& field, Dynamic* message);
void SetText(const char* field, const std::string& value, google::protobuf::Message* message);
// A field of a request that is a message, made if it is missing; nullptr if the type lacks it.
google::protobuf::Message* Record(const char* field, Dynamic* request);

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_BENDS_H_
