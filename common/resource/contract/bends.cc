#include "common/resource/contract/bends.h"

#include <map>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/mutex.h"
#include "common/errors/errors.h"

namespace guanxi::contract {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool Is(const Passage& passage, absl::string_view verb) {
  return absl::StartsWith(passage.method.name(), verb);
}

Bend OnRequest(std::string verb, Change change) {
  return [=](Passage& passage) {
    if (Is(passage, verb)) change(passage);
    return passage.Go();
  };
}

Bend OnResponse(std::string verb, Change change) {
  return [=](Passage& passage) {
    const absl::Status status = passage.Go();
    if (status.ok() && Is(passage, verb)) change(passage);
    return status;
  };
}

void ClearField(const std::string& field, Dynamic* message) {
  if (const FieldDescriptor* const found = message->Find(field)) {
    (**message).GetReflection()->ClearField(message->get(), found);
  }
}

Bend Drop(std::string verb, std::string field) {
  return OnRequest(std::move(verb), [=](Passage& passage) { ClearField(field, &passage.request); });
}

Bend Raise(std::string verb, std::string flag) {
  return OnRequest(std::move(verb), [=](Passage& passage) {
    if (passage.request.Has(flag)) passage.request.SetFlag(flag);
  });
}

Bend Forgive(std::string reason) {
  return [=](Passage& passage) {
    const absl::Status status = passage.Go();
    return Reason(status) == reason ? absl::OkStatus() : status;
  };
}

const FieldDescriptor* ListIn(const Message& message) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (field->is_repeated()) return field;
  }
  return nullptr;
}

Bend OnList(std::string verb, ChangeList change) {
  return OnResponse(std::move(verb), [=](Passage& passage) {
    const FieldDescriptor* const list = ListIn(*passage.response);
    if (passage.response->GetReflection()->FieldSize(*passage.response, list) > 1) {
      change(passage.response, list);
    }
  });
}
Bend OnEntries(std::string verb, ChangeList change) {
  return OnRequest(std::move(verb), [=](Passage& passage) {
    const FieldDescriptor* const list = ListIn(*passage.request);
    if ((*passage.request).GetReflection()->FieldSize(*passage.request, list) > 1) {
      change(passage.request.get(), list);
    }
  });
}

void RemoveLast(Message* message, const FieldDescriptor* list) {
  message->GetReflection()->RemoveLast(message, list);
}
void SwapFirst(Message* message, const FieldDescriptor* list) {
  message->GetReflection()->SwapElements(message, list, 0, 1);
}
void ForgetFirst(Message* message, const FieldDescriptor* list) {
  const int size = message->GetReflection()->FieldSize(*message, list);
  for (int i = 1; i < size; ++i) message->GetReflection()->SwapElements(message, list, i - 1, i);
  RemoveLast(message, list);
}
void RepeatFirst(Message* message, const FieldDescriptor* list) {
  const Dynamic first(message->GetReflection()->GetRepeatedMessage(*message, list, 0));
  message->GetReflection()->AddMessage(message, list)->CopyFrom(*first);
}

Bend Remember(std::string verb, std::string reason) {
  struct Memory {
    Mutex mutex;
    std::map<std::string, std::string> records ABSL_GUARDED_BY(mutex);
  };
  const auto memory = std::make_shared<Memory>();
  return [=](Passage& passage) {
    const absl::Status status = passage.Go();
    MutexLock lock(&memory->mutex);
    if (status.ok()) {
      const Dynamic answer(*passage.response);
      if (!answer.name().empty()) {
        memory->records[answer.name()] = passage.response->SerializeAsString();
      }
      return status;
    }
    const auto found = memory->records.find(passage.request.Text("name"));
    if (!Is(passage, verb) || Reason(status) != reason || found == memory->records.end()) {
      return status;
    }
    passage.response->ParseFromString(found->second);
    return absl::OkStatus();
  };
}

Message* Record(const char* field, Dynamic* request) {
  const FieldDescriptor* const found = request->Find(field);
  return found == nullptr ? nullptr
                          : (**request).GetReflection()->MutableMessage(request->get(), found);
}

void SetText(const char* field, const std::string& value, Message* message) {
  SetString(message->GetDescriptor()->FindFieldByName(field), -1, value, message);
}

}  // namespace guanxi::contract
