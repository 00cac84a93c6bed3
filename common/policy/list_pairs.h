// Which stored entries the entries of a list stand for that was shown with masks and is sent back.
#ifndef GUANXI_COMMON_POLICY_LIST_PAIRS_H_
#define GUANXI_COMMON_POLICY_LIST_PAIRS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace guanxi::policy {

// Entries are compared as they were shown, never as they are stored: whoever guesses what is behind
// a mask learns nothing by it. Thread safety: none.
class ListPairs {
 public:
  ListPairs(size_t stored, size_t sent) : used_(stored), partners_(sent) {}

  // Pairs those that are alike and have no partner yet, in their order; "" is like nothing. `shown`
  // has one text for each stored entry, `sent` one for each that came. Where some that look alike
  // are missing, or there are more than before, nobody knows which: they are left, or the list is
  // unclear.
  enum class Unequal { kLeave, kUnclear };
  void PairAlike(const std::vector<std::string>& shown, const std::vector<std::string>& sent,
                 Unequal unequal = Unequal::kUnclear);
  // Pairs what came with the stored one in its place, if neither has a partner.
  void PairByPlace();

  // The stored entry that `sent` stands for; nothing: it is new.
  std::optional<size_t> StoredOf(size_t sent) const { return partners_[sent]; }
  bool is_unclear() const { return is_unclear_; }

 private:
  std::vector<bool> used_;                       // by stored entry
  std::vector<std::optional<size_t>> partners_;  // by entry that came
  bool is_unclear_ = false;
};

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_LIST_PAIRS_H_
