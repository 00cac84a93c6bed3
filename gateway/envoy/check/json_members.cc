// The members of objects, of JsonWalk.
#include "gateway/envoy/check/fields.h"
#include "gateway/envoy/check/json_text.h"
#include "gateway/envoy/check/json_walk.h"

namespace guanxi::edge {

bool JsonWalk::Member(At* at, Shape* shape) {
  if (ByteAt(text_, at->place) != '"') {
    return Broken(at->depth - 1, "a member's name in double quotes was expected", at->place);
  }
  const StringEnd end = FindStringEnd(text_, at->place + 1);
  if (end.fault != nullptr) return Broken(at->depth - 1, end.fault, end.place);
  const std::string_view raw = Between(at->place + 1, end.place);
  path_.Set(at->depth, raw);
  std::string_view name = raw;
  if (end.escapes) name = unescaped_.emplace_back(Unescaped(raw));
  Frame& frame = frames_[at->depth];
  if (!(frame.has_fields() ? KnownMember(&frame, name, at->depth, shape)
                           : AnyMember(&frame, name, at->depth, shape))) {
    return false;
  }
  at->place = PastBlanks(text_, end.place + 1);
  if (ByteAt(text_, at->place) != ':') {
    return Broken(at->depth, "a colon was expected behind the name", at->place);
  }
  at->place = PastBlanks(text_, at->place + 1);
  return frame.type_name == nullptr || name != "@type" || ReadTypeName(*at, frame.type_name);
}

bool JsonWalk::KnownMember(Frame* frame, std::string_view name, size_t depth, Shape* shape) {
  size_t number;
  if (const Field* const field = FindField(frame->fields(), name)) {
    number = field->number;
    *shape = {field->type, field->repeated};
  } else if (frame->held != nullptr && (name == "@type" || name == "value")) {
    number = name == "@type" ? kTypeName : kAnyValue;
    *shape = number == kTypeName ? kFree : Shape{frame->held};
  } else {
    return Fail(depth, "there is no such field", kInvalidField);
  }
  if (frame->given[number]) {
    return Fail(depth, "is given twice (a field has two spellings)", kInvalidField);
  }
  frame->given[number] = true;
  return true;
}

bool JsonWalk::AnyMember(Frame* frame, std::string_view name, size_t depth, Shape* shape) {
  if (!frame->names.Add(name)) return Fail(depth, "is given twice", kInvalidField);
  const Type* const value = frame->shape.type->value;
  *shape = value != nullptr ? Shape{value, false, true} : kFree;
  return true;
}

bool JsonWalk::ReadTypeName(const At& at, std::string* type_name) {
  if (ByteAt(text_, at.place) != '"') return true;
  const StringEnd end = FindStringEnd(text_, at.place + 1);
  if (end.fault != nullptr) return Broken(at.depth, end.fault, end.place);
  *type_name = Unescaped(Between(at.place + 1, end.place));
  return true;
}

}  // namespace guanxi::edge
