// What Redis is sent and what it answers.
#ifndef GUANXI_COMMON_REDIS_REPLY_H_
#define GUANXI_COMMON_REDIS_REPLY_H_

#include <cstdint>
#include <string>
#include <vector>

namespace guanxi::redis {

// The words of a command, exact bytes.
using Command = std::vector<std::string>;

struct Reply {
  enum class Kind { kNil, kText, kInteger, kArray, kError };

  Kind kind = Kind::kNil;
  std::string text;          // of kText, exact bytes; of kError its words, the code first
  int64_t integer = 0;       // of kInteger
  std::vector<Reply> items;  // of kArray
};

}  // namespace guanxi::redis

#endif  // GUANXI_COMMON_REDIS_REPLY_H_
