"""An independent reference of the blocks, written from their definitions, in float64.

It is the oracle that the golden and held-out cases are computed with. It favours plainness over speed.
"""
import math
import torch
import torch.nn.functional as F

PAD = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}


def pad2d(x, p, mode):
    if p == 0:
        return x
    return F.pad(x, (p, p, p, p), mode=PAD[mode])


def conv2d(x, w, b=None, stride=1, padding=0, dilation=1, groups=1, padding_mode="zeros"):
    return F.conv2d(pad2d(x, padding, padding_mode), w, b, stride=stride, dilation=dilation, groups=groups)


def partial_conv2d(x, mask, w, b=None, stride=1, padding=0, dilation=1, groups=1, padding_mode="zeros",
                   mask_mode="binary", threshold=0.5, eps=1e-8):
    """Returns (y, new_mask). mask: [N or 1, 1 or Cin, H, W]; new_mask: [N, 1, H', W'] for a one-channel mask,
    [N, Cout, H', W'] for a many-channel one. A padded zero counts as an invalid pixel."""
    n, cin = x.shape[:2]
    cout, cig, kh, kw = w.shape
    m = mask.expand(n, mask.shape[1], *mask.shape[2:])
    m = (m > threshold).to(x.dtype) if mask_mode == "binary" else m.clamp(0, 1)
    many = m.shape[1] != 1
    xm = torch.where(m > 0, x * m, torch.zeros_like(x))          # what is invalid never reaches a sum, NaN included
    raw = conv2d(xm, w, None, stride, padding, dilation, groups, padding_mode)
    if many:
        ones = torch.ones(cout, cig, kh, kw, dtype=x.dtype)
        s = conv2d(m, ones, None, stride, padding, dilation, groups, padding_mode)
        window = cig * kh * kw
    else:
        ones = torch.ones(1, 1, kh, kw, dtype=x.dtype)
        s = conv2d(m, ones, None, stride, padding, dilation, 1, padding_mode)
        window = kh * kw
    valid = s > (0.5 if mask_mode == "binary" else eps)
    ratio = torch.where(valid, window / s.clamp_min(eps), torch.zeros_like(s)).clamp(0, window)
    y = raw * ratio
    if b is not None:
        y = y + b.view(1, -1, 1, 1)
    y = torch.where(valid, y, torch.zeros_like(y))
    new = valid.to(x.dtype) if mask_mode == "binary" else torch.where(valid, (s / window).clamp(0, 1), torch.zeros_like(s))
    return y, new


def split(c, alpha):
    """Channels of (high, low): the high part is floor(c * (1 - alpha))."""
    hi = int(c * (1 - alpha))
    return hi, c - hi


def pool2(x):
    return F.avg_pool2d(x, 2, 2, ceil_mode=True, count_include_pad=False)


def up_to(x, like):
    return F.interpolate(x, scale_factor=2, mode="nearest")[..., : like.shape[-2], : like.shape[-1]]


def masked_pool2(x, m):
    """Average over the valid pixels of each 2x2 cell; a cell is valid where any of its pixels is."""
    s = pool2(torch.where(m > 0, x, torch.zeros_like(x)) * m)
    d = pool2(m)
    return torch.where(d > 0, s / d.clamp_min(1e-12), torch.zeros_like(s)), (d > 0).to(x.dtype)


def oct_conv(x, p, kind, k, stride=1, padding=0, groups=1, padding_mode="reflect", alpha_in=0.5, freq=(1.0, 1.0),
             in_channels=None):
    """kind: first (x: tensor -> (h, l)), middle ((h, l) -> (h, l)), last ((h, l) -> (y, y_high, y_low))."""
    kw = dict(stride=stride, padding=padding, padding_mode=padding_mode)
    if kind == "first":
        return conv2d(x, p["high.weight"], **kw), conv2d(pool2(x), p["low.weight"], **kw)
    h, l = x
    if kind == "last":
        yh = conv2d(h, p["high.weight"], **kw)
        yl = conv2d(up_to(l, h), p["low.weight"], **kw)
        return yh * freq[0] + yl * freq[1], yh, yl
    gl, gh = math.ceil(alpha_in * groups), math.ceil(groups - alpha_in * groups)
    hh = conv2d(h, p["high_to_high.weight"], groups=gh, **kw)
    ll = conv2d(l, p["low_to_low.weight"], groups=gl, **kw)
    if groups == in_channels:
        return hh, ll
    lh = conv2d(up_to(l, h), p["low_to_high.weight"], groups=groups, **kw)
    hl = conv2d(pool2(h), p["high_to_low.weight"], groups=groups, **kw)
    return hh + lh, ll + hl


def partial_oct_conv(x, mask, p, kind, stride=1, padding=0, groups=1, padding_mode="reflect", alpha_in=0.5,
                     freq=(1.0, 1.0), in_channels=None):
    """Masks are one-channel. Two paths that meet: outputs add, masks join (logical or), so a mask stays in {0, 1}."""
    kw = dict(stride=stride, padding=padding, padding_mode=padding_mode)
    if kind == "first":
        m = (mask > 0.5).to(x.dtype)
        xl, ml = masked_pool2(x, m)
        h, mh = partial_conv2d(x, m, p["high.weight"], **kw)
        l, ml = partial_conv2d(xl, ml, p["low.weight"], **kw)
        return (h, l), (mh, ml)
    (h, l), (mh, ml) = x, mask
    if kind == "last":
        yh, a = partial_conv2d(h, mh, p["high.weight"], **kw)
        yl, b = partial_conv2d(up_to(l, h), up_to(ml, mh), p["low.weight"], **kw)
        return (yh * freq[0] + yl * freq[1], yh, yl), torch.maximum(a, b)
    gl, gh = math.ceil(alpha_in * groups), math.ceil(groups - alpha_in * groups)
    hh, mhh = partial_conv2d(h, mh, p["high_to_high.weight"], groups=gh, **kw)
    ll, mll = partial_conv2d(l, ml, p["low_to_low.weight"], groups=gl, **kw)
    if groups == in_channels:
        return (hh, ll), (mhh, mll)
    lh, mlh = partial_conv2d(up_to(l, h), up_to(ml, mh), p["low_to_high.weight"], groups=groups, **kw)
    xl, xm = masked_pool2(h, mh)
    hl, mhl = partial_conv2d(xl, xm, p["high_to_low.weight"], groups=groups, **kw)
    return (hh + lh, ll + hl), (torch.maximum(mhh, mlh), torch.maximum(mll, mhl))


def kernel_predictor(w, p, channels, groups, k):
    """w: style code [N, S, k, k]. Returns spatial [N,C,C/g,k,k], pointwise [N,C,C/g,1,1], bias [N,C]."""
    n = w.shape[0]
    pad = math.ceil((k - 1) / 2)
    spatial = conv2d(w, p["spatial.weight"], p["spatial.bias"], padding=pad, padding_mode="reflect")
    g = w.mean((2, 3), keepdim=True)
    point = conv2d(g, p["pointwise.weight"], p["pointwise.bias"])
    bias = conv2d(g, p["bias.weight"], p["bias.bias"])
    return (spatial.reshape(n, channels, channels // groups, k, k),
            point.reshape(n, channels, channels // groups, 1, 1), bias.reshape(n, channels))


def ada_conv2d(x, spatial, point, bias, groups, p):
    """Instance norm, the predicted depth-wise and point-wise kernels sample by sample, then a learned 3x3."""
    x = F.instance_norm(x, eps=1e-5)
    k = spatial.shape[-1]
    a, b = math.ceil((k - 1) / 2), math.floor((k - 1) / 2)
    ys = []
    for i in range(len(x)):
        y = F.pad(x[i:i + 1], (a, b, a, b), mode="reflect")
        y = F.conv2d(y, spatial[i], groups=groups)
        ys.append(F.conv2d(y, point[i], bias=bias[i], groups=groups))
    return conv2d(torch.cat(ys), p["conv.weight"], p["conv.bias"], padding=1, padding_mode="reflect")


def sub(p, prefix):
    return {k[len(prefix) + 1:]: v for k, v in p.items() if k.startswith(prefix + ".")}


def lrelu(pair):
    return tuple(F.leaky_relu(t, 0.01) for t in pair)


def ada_oct_conv(content, style, p, in_channels, group_div, k, oct_kw):
    hi, lo = split(in_channels, oct_kw["alpha_in"])
    out = []
    for name, c, x, s in (("high", hi, content[0], style[0]), ("low", lo, content[1], style[1])):
        g = c // group_div
        out.append(ada_conv2d(x, *kernel_predictor(s, sub(p, name + "_predictor"), c, g, k), g, sub(p, name + "_conv")))
    y = oct_conv(lrelu(out), sub(p, "oct_conv"), in_channels=in_channels, **oct_kw)
    return lrelu(y) if oct_kw["kind"] != "last" else y


# ------------------------------------------------------------------ wavelet
