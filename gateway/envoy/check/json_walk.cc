#include "gateway/envoy/check/json_walk.h"

#include <algorithm>
#include <utility>

#include "gateway/envoy/check/fields.h"
#include "gateway/envoy/check/json_kinds.h"
#include "gateway/envoy/check/json_text.h"
#include "gateway/envoy/check/utf8.h"

namespace guanxi::edge {

std::optional<Fault> JsonWalk::Run(Shape shape) {
  Whole(shape);
  return std::move(fault_);
}

bool JsonWalk::Whole(Shape shape) {
  if (!IsUtf8(text_)) return Fail(0, "the body is not UTF-8");
  const size_t first = PastBlanks(text_, 0);
  if (!shape.list && shape.type->has_fields() && ByteAt(text_, first) != '{') {
    return Broken(0, "the body must be an object of JSON", first);
  }
  const size_t behind = Value(first, shape, 0, nullptr);
  if (behind == kNoValue) return false;
  const size_t rest = PastBlanks(text_, behind);
  if (rest == text_.size()) return true;
  return Broken(0, "there is more behind the end of the JSON", rest);
}

size_t JsonWalk::Value(size_t place, Shape shape, size_t base, std::string* type_name) {
  At at = {place, base};
  while (true) {
    if (++values_ > kMaxValues) {
      Fail(0, "the body holds more than " + std::to_string(kMaxValues) + " values",
           "TOO_MANY_VALUES");
      return kNoValue;
    }
    const int c = ByteAt(text_, at.place);
    if (c != '[' || !shape.list) {
      shape.list = false;
      if (shape.inner && IsLostInside(shape.type->kind, c)) {
        Fail(at.depth, c == 'n' ? "cannot be null here: leave it out" : "cannot be a list here",
             kInvalidField);
        return kNoValue;
      }
      if (c >= 0 && !Takes(shape.type->kind, static_cast<char>(c))) {
        return WrongType(at.depth, *shape.type);
      }
    }
    const bool read = c == '{' || c == '[' ? Open(shape, type_name, &at) : Scalar(shape, &at);
    if (!read || !PastValue(base, &at)) return kNoValue;
    type_name = nullptr;
    if (at.depth == base) return at.place;
    Frame& frame = frames_[at.depth];
    shape = frame.shape;
    if (!frame.array && !Member(&at, &shape)) return kNoValue;
  }
}

bool JsonWalk::Open(Shape shape, std::string* type_name, At* at) {
  if (at->depth == kMaxDepth) return Fail(at->depth, "is deeper than 32 levels", "JSON_TOO_DEEP");
  const bool array = text_[at->place] == '[';
  const Type* held = nullptr;
  size_t last = kNoValue;  // the closing brace, where all has been read
  if (!array && shape.type->kind == Kind::kAny) {
    if (!LookIntoAny(*at, &held, &last)) return false;
    if (held == nullptr) shape = kFree;
  }
  if (array && shape.list) {
    shape = {shape.type, false, true};  // of its elements
  } else if (shape.type->kind == Kind::kObject || shape.type->kind == Kind::kArray) {
    shape = kFree;  // of what is in it
  }
  Frame& frame = frames_[++at->depth];
  frame.shape = shape;
  frame.array = array;
  frame.held = held;
  frame.type_name = type_name;
  frame.given.reset();
  frame.names.Clear();
  if (array) path_.Set(at->depth, size_t{0});
  at->place = last != kNoValue ? last : PastBlanks(text_, at->place + 1);
  // An empty one: it ends as after a value.
  opened_ = ByteAt(text_, at->place) != (array ? ']' : '}');
  return true;
}

bool JsonWalk::LookIntoAny(const At& at, const Type** held, size_t* last) {
  std::string name;
  --values_;  // this one is counted already
  const size_t names = unescaped_.size();
  const size_t behind = Value(at.place, kFree, at.depth, &name);
  if (behind == kNoValue) return false;
  unescaped_.resize(names);  // those of this reading
  const size_t slash = name.rfind('/');
  const NamedType* const found =
      Find(api_.messages, &NamedType::name,
           std::string_view(name).substr(slash == name.npos ? 0 : slash + 1));
  if (found != nullptr && !name.empty()) {
    *held = found->type;
  } else {
    *last = behind - 1;
  }
  return true;
}

bool JsonWalk::Scalar(Shape shape, At* at) {
  opened_ = false;
  if (ByteAt(text_, at->place) != '"') {
    const size_t behind = PastWordOrNumber(text_, at->place);
    if (behind == kNoValue) {
      return Broken(at->depth,
                    at->place < text_.size() ? "this is no value of JSON"
                                             : "the body ends where a value was expected",
                    at->place);
    }
    at->place = behind;
    return true;
  }
  const StringEnd end = FindStringEnd(text_, at->place + 1);
  if (end.fault != nullptr) return Broken(at->depth, end.fault, end.place);
  if (!HasFormOf(*shape.type, Between(at->place + 1, end.place))) {
    WrongType(at->depth, *shape.type);
    return false;
  }
  at->place = end.place + 1;
  return true;
}

bool JsonWalk::PastValue(size_t base, At* at) {
  while (at->depth > base) {
    const bool array = frames_[at->depth].array;
    if (opened_) {
      opened_ = false;
      return true;
    }
    at->place = PastBlanks(text_, at->place);
    const int c = ByteAt(text_, at->place);
    if (c == ',') {
      if (array) path_.Next(at->depth);
      at->place = PastBlanks(text_, at->place + 1);
      return true;
    }
    if (c != (array ? ']' : '}')) {
      return Broken(at->depth,
                    array ? "a comma or a closing bracket was expected behind the value"
                          : "a comma or a closing brace was expected behind the value",
                    at->place);
    }
    ++at->place;
    --at->depth;
  }
  return true;
}

std::string_view JsonWalk::Between(size_t first, size_t end) const {
  return text_.substr(first, end - first);
}

size_t JsonWalk::WrongType(size_t depth, const Type& type) {
  Fail(depth, Expected(type), kInvalidField);
  return kNoValue;
}

// Lines and bytes are counted from 1, as editors do.
bool JsonWalk::Broken(size_t depth, const char* text, size_t place) {
  const std::string_view before = text_.substr(0, place);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  return Fail(depth, std::string(text) + ": line " + std::to_string(line) + ", byte " +
                         std::to_string(before.size() + 1) + " of the body");
}

bool JsonWalk::Fail(size_t depth, std::string text, const char* reason) {
  fault_ = Fault{path_.Text(depth), std::move(text), reason};
  return false;
}

}  // namespace guanxi::edge
