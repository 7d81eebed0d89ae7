"""The style network in PyTorch, what bench/compare_style_training.py sets lowlight beside.
Parameters are named as in published AesFA checkpoints
(netE = content encoder, netS = style encoder, netG = decoder), with the level numbers simply going on."""
import torch
import torch.nn.functional as F
import octave_blocks as R

OCT = {"H2H": "high_to_high", "L2L": "low_to_low", "L2H": "low_to_high", "H2L": "high_to_low", "convh": "high", "convl": "low"}


def clean_oct(p):
    return {OCT[k.split(".")[0]] + ".weight": v for k, v in p.items()}


def clean_ada(p):
    out = {}
    for k, v in p.items():
        k = (k.replace("kernelPredictor_h", "high_predictor").replace("kernelPredictor_l", "low_predictor")
              .replace("AdaConv_h", "high_conv").replace("AdaConv_l", "low_conv")
              .replace("pointwise.1", "pointwise").replace("bias.1", "bias"))
        if k.startswith("OctConv."):
            k = "oct_conv." + OCT[k.split(".")[1]] + ".weight"
        out[k] = v
    return out


def init(shape, g, gain=1.0):
    fan = 1
    for d in shape[1:]:
        fan *= d
    return torch.randn(shape, generator=g, dtype=torch.float64) * (gain / max(fan, 1) ** 0.5)


def make_oct(p, name, cin, cout, k, g, kind="middle", groups=1, alpha=0.5):
    hi, li = R.split(cin, alpha)
    ho, lo = R.split(cout, alpha)
    import math
    if kind == "first":
        p[name + ".convh.weight"] = init((ho, cin, k, k), g)
        p[name + ".convl.weight"] = init((lo, cin, k, k), g)
    elif kind == "last":
        p[name + ".convh.weight"] = init((cout, hi, k, k), g)
        p[name + ".convl.weight"] = init((cout, li, k, k), g)
    else:
        gl, gh = math.ceil(alpha * groups), math.ceil(groups - alpha * groups)
        p[name + ".H2H.weight"] = init((ho, hi // gh, k, k), g)
        p[name + ".L2L.weight"] = init((lo, li // gl, k, k), g)
        if groups != cin:
            p[name + ".L2H.weight"] = init((ho, li // groups, k, k), g)
            p[name + ".H2L.weight"] = init((lo, hi // groups, k, k), g)


def make_encoder(prefix, nf, levels, g, alpha=0.5, in_dim=3, style=False, bias=True):
    p = {prefix + ".conv.weight": init((nf, in_dim, 7, 7), g)}
    if bias:
        p[prefix + ".conv.bias"] = init((nf,), g) * 0.1
    n = prefix + (".PartialOctConv" if style else ".OctConv")
    for lv in range(1, levels + 1):
        cin = nf if lv == 1 else nf * 2 ** (lv - 1)
        cout = nf * 2 ** lv
        if lv == 1:
            make_oct(p, f"{n}1_1", nf, nf, 3, g, "first")
        else:
            make_oct(p, f"{n}{lv}_1", cin, cin, 3, g, groups=cin)
        make_oct(p, f"{n}{lv}_2", nf if lv == 1 else cin, cout, 1, g)
        make_oct(p, f"{n}{lv}_3", cout, cout, 3, g)
    return p


def encoder(x, p, prefix, levels, nf, mask=None, alpha=0.5, style_kernel=3):
    """Content encoder (mask None) or partial style encoder. Returns (features, style code, [features of each level])."""
    e = R.sub(p, prefix)
    partial = any(k.startswith("PartialOctConv") for k in e)
    n = "PartialOctConv" if partial else "OctConv"
    if partial:
        out, m = R.partial_conv2d(x, mask, e["conv.weight"], e.get("conv.bias"), padding=3)
    else:
        out, m = R.conv2d(x, e["conv.weight"], e.get("conv.bias"), padding=3), None

    def oc(name, x, m, **kw):
        q = clean_oct(R.sub(e, name))
        if partial:
            kw.pop("k")
            y, m = R.partial_oct_conv(x, m, q, **kw)
        else:
            y = R.oct_conv(x, q, **kw)
        return R.lrelu(y), m

    feats = []
    for lv in range(1, levels + 1):
        cin = nf if lv == 1 else nf * 2 ** (lv - 1)
        if lv == 1:
            out, m = oc(f"{n}1_1", out, m, kind="first", k=3, stride=2, padding=1)
        else:
            out, m = oc(f"{n}{lv}_1", out, m, kind="middle", k=3, stride=2, padding=1, groups=cin, in_channels=cin, alpha_in=alpha)
        out, m = oc(f"{n}{lv}_2", out, m, kind="middle", k=1, in_channels=-1, alpha_in=alpha)
        out, m = oc(f"{n}{lv}_3", out, m, kind="middle", k=3, padding=1, in_channels=-1, alpha_in=alpha)
        feats.append(out)
    if partial:   # a style code is averaged over valid features only
        code = tuple(masked_adaptive_pool(t, k, style_kernel) for t, k in zip(out, m))
    else:
        code = tuple(F.adaptive_avg_pool2d(t, style_kernel) for t in out)
    return out, code, feats


def masked_adaptive_pool(x, m, k):
    """Average of the valid features of each of the k x k bins; a bin without any takes the average of all valid ones."""
    s, d = F.adaptive_avg_pool2d(x * m, k), F.adaptive_avg_pool2d(m, k)
    whole = (x * m).sum((2, 3), keepdim=True) / m.sum((2, 3), keepdim=True).clamp_min(1e-12)
    return torch.where(d > 0, s / d.clamp_min(1e-12), whole.expand_as(s))


def make_decoder(nf, levels, g, alpha=0.5, out_dim=3, style_kernel=3):
    p = {}
    c = nf * 2 ** levels
    style_c = R.split(c, alpha)
    stages = levels + 1
    for i in range(1, stages + 1):
        div = group_div(levels, i)
        name = f"netG.AdaOctConv{i}_1"
        for short, ch, sc in (("h", R.split(c, alpha)[0], style_c[0]), ("l", R.split(c, alpha)[1], style_c[1])):
            gr = ch // div
            k = style_kernel
            q = f"{name}.kernelPredictor_{short}"
            p[q + ".spatial.weight"] = init((ch * ch // gr, sc, k, k), g)
            p[q + ".spatial.bias"] = init((ch * ch // gr,), g) * 0.1
            p[q + ".pointwise.1.weight"] = init((ch * ch // gr, sc, 1, 1), g)
            p[q + ".pointwise.1.bias"] = init((ch * ch // gr,), g) * 0.1
            p[q + ".bias.1.weight"] = init((ch, sc, 1, 1), g)
            p[q + ".bias.1.bias"] = init((ch,), g) * 0.1
            p[f"{name}.AdaConv_{short}.conv.weight"] = init((ch, ch, 3, 3), g)
            p[f"{name}.AdaConv_{short}.conv.bias"] = init((ch,), g) * 0.1
        make_oct(p, f"{name}.OctConv", c, c, 3, g, groups=c)
        last = i == stages
        make_oct(p, f"netG.OctConv{i}_2", c, c // 2, 1, g, "last" if last else "middle")
        if not last:
            hi, lo = R.split(c // 2, alpha)
            for short, ch in (("h", hi), ("l", lo)):
                p[f"netG.oct_conv_aftup_{i}.conv_{short}.weight"] = init((ch, ch, 3, 3), g)
                p[f"netG.oct_conv_aftup_{i}.conv_{short}.bias"] = init((ch,), g) * 0.1
            c //= 2
    p[f"netG.conv{stages + 1}.weight"] = init((out_dim, c // 2, 1, 1), g)
    p[f"netG.conv{stages + 1}.bias"] = init((out_dim,), g) * 0.1
    return p


def group_div(levels, stage):
    """1, 2, 4 counted from the last stage backwards: with two levels 1, 2, 4; with three 1, 1, 2, 4."""
    return {0: 4, 1: 2}.get(levels + 1 - stage, 1)


def decoder(content, style, p, levels, nf, alpha=0.5, style_kernel=3, freq=(1.0, 1.0)):
    d = R.sub(p, "netG")
    c = nf * 2 ** levels
    out = content
    stages = levels + 1
    for i in range(1, stages + 1):
        out = R.ada_oct_conv(out, style, clean_ada(R.sub(d, f"AdaOctConv{i}_1")), c, group_div(levels, i), style_kernel,
                             dict(kind="middle", k=3, stride=1, padding=1, groups=c, alpha_in=alpha))
        last = i == stages
        out = R.oct_conv(out, clean_oct(R.sub(d, f"OctConv{i}_2")), "last" if last else "middle", 1, in_channels=-1,
                         alpha_in=alpha, freq=freq)
        if not last:
            out = tuple(F.interpolate(t, scale_factor=2, mode="nearest") for t in out)
            a = R.sub(d, f"oct_conv_aftup_{i}")
            out = tuple(R.conv2d(t, a[f"conv_{s}.weight"], a[f"conv_{s}.bias"], padding=1, padding_mode="reflect")
                        for t, s in zip(out, "hl"))
            c //= 2
    w, b = d[f"conv{stages + 1}.weight"], d[f"conv{stages + 1}.bias"]
    return tuple(R.conv2d(t, w, b) for t in out)


# ---------------------------------------------------------------- perceptual
VGG19 = [1, 1, "M", 2, 2, "M", 4, 4, 4, 4, "M", 8]     # up to relu4_1, in units of the base width


def make_vgg(base, g):
    p, cin, i = {}, 3, 0
    for v in VGG19:
        if v != "M":
            p[f"vgg.conv{i}.weight"] = init((v * base, cin, 3, 3), g, 2 ** 0.5)
            p[f"vgg.conv{i}.bias"] = init((v * base,), g) * 0.1
            cin, i = v * base, i + 1
    return p


def vgg_features(x, p, before_relu=True):
    """conv1_1 .. conv4_1 (before the ReLU, where AesFA takes them) or relu1_1 .. relu4_1 (where AdaIN does);
    reflection padding and ceil-mode pooling, as in the normalised VGG19 of both."""
    outs, i, block_start = [], 0, True
    for v in VGG19:
        if v == "M":
            x = F.max_pool2d(x, 2, 2, ceil_mode=True)
            block_start = True
        else:
            y = R.conv2d(x, p[f"vgg.conv{i}.weight"], p[f"vgg.conv{i}.bias"], padding=1, padding_mode="reflect")
            x = F.relu(y)
            i += 1
            if block_start:
                outs.append(y if before_relu else x)
            block_start = False
    return outs
