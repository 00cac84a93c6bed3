// How far two values have their terms in common: soft TF-IDF (Cohen, Ravikumar and Fienberg 2003).
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_SHARED_TERMS_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_SHARED_TERMS_H_

#include <cstddef>

#include "customer-svc/dedupe/record.h"
#include "customer-svc/dedupe/terms.h"

namespace guanxi::dedupe {

struct SharedTerms {
  double cosine = 0;  // Of the terms' weights, near terms in part: 0 to 1.
  double bits = 0;    // How rare all that is shared is together.
  size_t exact = 0;   // Terms that both have.
  size_t near = 0;    // Terms with a partner that is spelled nearly alike, besides.
};

// Terms weigh as they are rare in `field`. Terms with digits or Han characters, and those of less
// than three letters, are shared exactly or not at all; with `initials` one letter also stands for
// a word that begins with it. Pure and thread-safe.
SharedTerms Share(const Terms& terms, size_t field, bool initials, const Value& a, const Value& b);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_SHARED_TERMS_H_
