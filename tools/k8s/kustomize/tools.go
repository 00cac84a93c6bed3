// What `./dev setup` builds kustomize out of, where no kubectl is there: pinned by go.sum.

//go:build tools

package tools

import _ "sigs.k8s.io/kustomize/kustomize/v5"
