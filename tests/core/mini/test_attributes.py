"""Every attribute on constructed photos whose value, or order, is known."""

import cv2
import numpy as np
import pytest

from core.mini.attributes import ATTRIBUTES
from core.mini.attributes.measuring import measure
from tests.core.mini import scenes
from tests.core.mini.scenes import Pixels

IDS = [attribute.id for attribute in ATTRIBUTES]


def value(attribute: str, pixels: Pixels) -> float:
    return float(measure(pixels)[IDS.index(attribute)])


LOW = (
    *("brightness", "contrast", "highlight_clipping", "shadow_clipping", "saturation"),
    *("colourfulness", "warmth", "monochrome", "sharpness", "noise", "vignette", "compression"),
    *("reds", "yellows", "blues"),
)
MIDDLE = (
    *("negative_space", "clutter", "symmetry", "thirds", "centring", "depth_of_field"),
    *("horizon_tilt", "leading_lines", "texture", "format"),
)
HIGH = ("faces", "face_size", "sky", "greenery", "water", "night")


def test_ids_are_in_the_promised_order() -> None:
    assert tuple(IDS) == (*LOW, *MIDDLE, *HIGH)
    assert [a.scale for a in ATTRIBUTES] == ["low"] * 15 + ["middle"] * 10 + ["high"] * 6


def test_result_is_one_float32_per_attribute_and_repeats_exactly() -> None:
    photo = scenes.grain(scenes.blocks(3), 5)
    before = photo.copy()
    first, second = measure(photo), measure(photo)
    assert first.shape == (31,)
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(photo, before)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_refuses_what_is_no_photo(pixels: Pixels) -> None:
    with pytest.raises(ValueError, match="a photo is"):
        measure(pixels)


@pytest.mark.parametrize(
    "size",
    [(1, 1), (2, 500), (500, 2), (16, 16), (17, 600), (1, 2048), (40, 2048), (31, 31), (100, 99)],
)
@pytest.mark.parametrize("kind", ["noise", "grey noise", "black", "white", "red", "grey"])
def test_odd_sizes_and_contents_are_measured_without_a_warning(
    size: tuple[int, int], kind: str
) -> None:
    generator = np.random.default_rng(0)
    photo = {
        "noise": generator.integers(0, 256, (*size, 3), dtype=np.uint8),
        "grey noise": np.repeat(generator.integers(0, 256, (*size, 1), dtype=np.uint8), 3, axis=2),
        "black": scenes.flat(0, *size),
        "white": scenes.flat(255, *size),
        "red": scenes.flat((255, 0, 0), *size),
        "grey": scenes.flat(128, *size),
    }[kind]
    assert not np.isinf(measure(photo)).any()


def test_views_that_are_not_contiguous_are_measured_alike() -> None:
    photo = scenes.blocks(4)
    np.testing.assert_array_equal(measure(photo[..., ::-1].copy()[..., ::-1]), measure(photo))


def test_what_a_flat_photo_has_not_is_nan() -> None:
    missing = {i for i, v in zip(IDS, measure(scenes.flat(128)), strict=True) if np.isnan(v)}
    assert missing == {
        *("sharpness", "symmetry", "thirds", "centring", "depth_of_field"),
        *("horizon_tilt", "face_size"),
    }


def test_brightness_is_lightness() -> None:
    assert value("brightness", scenes.flat(119)) == pytest.approx(0.50, abs=0.01)
    assert value("brightness", scenes.flat(255)) == pytest.approx(1.0, abs=0.001)


def test_contrast_is_the_deviation_of_lightness() -> None:
    photo = scenes.flat(0)
    photo[:, :150] = 255
    assert value("contrast", photo) == pytest.approx(0.5, abs=0.001)


def test_clipping_is_the_share_of_the_area() -> None:
    photo = scenes.flat(128)
    photo[:50] = 255
    photo[50:70] = 0
    photo[70:100] = (255, 0, 0)  # saturated, neither blown nor blocked up
    assert value("highlight_clipping", photo) == pytest.approx(0.25, abs=1e-6)
    assert value("shadow_clipping", photo) == pytest.approx(0.10, abs=1e-6)


def test_saturation_knows_grey_and_pure_colour() -> None:
    assert value("saturation", scenes.flat(90)) == pytest.approx(0, abs=0.01)
    assert value("saturation", scenes.flat((255, 0, 0))) == pytest.approx(0.89, abs=0.02)
    # noise in black is no colour
    dark = scenes.flat(250)
    dark[:100] = np.random.default_rng(0).integers(0, 5, (100, 300, 3))
    assert value("saturation", dark) < 0.03


def test_colourfulness_is_the_published_formula() -> None:
    photo = scenes.flat((255, 0, 0))
    photo[:, :150] = (0, 255, 0)
    assert value("colourfulness", photo) == pytest.approx((255 + 0.3 * 127.5) / 100, rel=1e-4)


def test_warmth_is_red_over_blue() -> None:
    assert value("warmth", scenes.flat((204, 150, 100))) == pytest.approx(1.0, abs=1e-5)
    assert value("warmth", scenes.flat((100, 150, 204))) == pytest.approx(-1.0, abs=1e-5)
    assert value("warmth", scenes.flat(33)) == 0


def test_monochrome_takes_in_toned_photos() -> None:
    colour = scenes.blocks(5)
    grey = np.repeat(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    sepia = np.clip(grey * np.array([1.0, 0.86, 0.68]), 0, 255).astype(np.uint8)
    muted = (0.75 * grey + 0.25 * colour).astype(np.uint8)
    assert value("monochrome", grey) == pytest.approx(1, abs=0.03)
    assert value("monochrome", sepia) > 0.75
    assert value("monochrome", colour) < 0.05
    assert 0.05 < value("monochrome", muted) < 0.75
    assert value("monochrome", scenes.flat((255, 0, 0))) == 0


def test_toned_prints_foggy_colour_and_one_vivid_colour_are_told_apart() -> None:
    scene = scenes.natural(7)
    luma = cv2.cvtColor(scene, cv2.COLOR_RGB2GRAY)[..., None] / 255
    grey = np.rint(np.repeat(luma, 3, axis=2) * 255).astype(np.uint8)
    sepia = np.rint(255 * luma ** np.array([0.8, 1.0, 1.35])).astype(np.uint8)
    cyanotype = np.rint(255 * luma ** np.array([1.6, 1.0, 0.7])).astype(np.uint8)
    foggy = (0.25 * scene + 0.75 * np.rint(150 + 40 * luma)).astype(np.uint8)
    vivid = np.rint(255 * luma * np.array([1.0, 0.05, 0.1])).astype(np.uint8)
    values = [value("monochrome", p) for p in (grey, sepia, cyanotype, foggy, scene, vivid)]
    assert values[0] == pytest.approx(1, abs=0.03)
    assert min(values[1:3]) > 0.7
    assert 0.1 < values[3] < min(values[1:3])
    assert max(values[4:]) < 0.1
    # which tone it is, other attributes say
    assert value("warmth", grey) == pytest.approx(0, abs=0.01)
    assert value("warmth", sepia) > 0.3
    assert value("warmth", cyanotype) < -0.3
    assert value("blues", cyanotype) > 0.3 > value("blues", sepia)
    assert value("reds", vivid) > 0.5


def test_sharpness_falls_with_every_blur_and_not_with_contrast() -> None:
    photo = scenes.blocks(6)
    blurred = [photo, *(cv2.GaussianBlur(photo, (0, 0), s) for s in (0.8, 1.5, 3, 6))]
    values = [value("sharpness", p.astype(np.uint8)) for p in blurred]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.85
    assert values[-1] < 0.3
    faded = (photo // 3 + 80).astype(np.uint8)
    assert value("sharpness", faded) == pytest.approx(values[0], abs=0.05)


def test_noise_does_not_make_a_blurred_photo_sharp() -> None:
    photo = scenes.blocks(6)
    blurred = cv2.GaussianBlur(photo, (0, 0), 3).astype(np.uint8)
    assert value("sharpness", scenes.grain(blurred, 8)) < value("sharpness", photo) - 0.3
    assert value("sharpness", scenes.grain(blurred, 2)) < value("sharpness", photo) - 0.6


def bokeh() -> Pixels:
    photo = cv2.GaussianBlur(scenes.blocks(7), (0, 0), 7).astype(np.uint8)
    sharp = scenes.blocks(8, count=300)
    photo[110:230, 180:330] = sharp[110:230, 180:330]
    return photo


def test_a_blurred_background_is_depth_of_field_and_no_lack_of_sharpness() -> None:
    sharp = scenes.blocks(7)
    missed = cv2.GaussianBlur(sharp, (0, 0), 5).astype(np.uint8)
    assert value("sharpness", bokeh()) == pytest.approx(value("sharpness", sharp), abs=0.06)
    assert value("depth_of_field", bokeh()) > 0.15
    assert value("depth_of_field", sharp) < 0.1
    assert value("depth_of_field", missed) < 0.02


@pytest.mark.parametrize("sigma", [2.0, 6.0, 15.0])
def test_noise_is_the_deviation_of_grain(sigma: float) -> None:
    on_flat = value("noise", scenes.grain(scenes.flat(128), sigma))
    on_scene = value("noise", scenes.grain(scenes.blocks(9), sigma))
    assert on_flat == pytest.approx(np.log2(sigma + 0.5), abs=0.25)
    assert on_scene == pytest.approx(np.log2(sigma + 0.5), abs=0.4)


def test_texture_in_a_part_is_no_grain() -> None:
    photo = scenes.blocks(10)
    photo[:, :256] = scenes.grain(scenes.flat(120, 340, 256), 30)
    assert value("noise", photo) == pytest.approx(-1, abs=0.2)
    assert np.isnan(value("noise", scenes.flat(0)))


def fabric(period: float) -> Pixels:
    """A woven pattern of threads with soft folds, without noise."""
    y, x = np.mgrid[0:340, 0:512]
    threads = np.sin(2 * np.pi * x / period) * np.sin(2 * np.pi * y / period)
    folds = 30 * np.sin(x / 90.0) + 20 * np.cos(y / 70.0)
    return np.repeat(np.rint(130 + folds + 25 * threads)[..., None], 3, axis=2).astype(np.uint8)


def test_grain_is_told_from_texture() -> None:
    slope = np.linspace(60, 190, 512)[None, :, None] * np.ones((340, 1, 3))
    grainy = scenes.grain(slope.astype(np.uint8), 12)
    bricks = scenes.flat(150, 340, 512)
    bricks[::12] = 100
    for row in range(0, 340, 12):
        bricks[row : row + 12, row % 24 :: 30] = 100
    foliage = cv2.GaussianBlur(scenes.blocks(2, count=4000), (0, 0), 0.8).astype(np.uint8)
    for texture in (bricks, fabric(8), foliage):
        assert value("noise", texture) < value("noise", grainy) - 1.5
        assert value("texture", texture) > 1.5
    assert value("noise", grainy) == pytest.approx(np.log2(12.5), abs=0.3)
    # on the smooth parts of a photo with texture, grain is found all the same
    half = bricks.copy()
    half[:, 256:] = 120
    assert value("noise", scenes.grain(half, 12)) == pytest.approx(np.log2(12.5), abs=0.4)


def test_texture_is_of_the_whole_photo() -> None:
    assert value("texture", scenes.flat(128)) == 0
    some_edges = value("texture", scenes.blocks(11, count=6))
    all_over = value("texture", scenes.grain(scenes.flat(128), 25))
    assert some_edges < 0.5 < 2 < all_over


@pytest.mark.parametrize("octaves", [0.5, 1.0, 2.0])
def test_vignette_is_light_lost_towards_the_corners(octaves: float) -> None:
    y, x = np.mgrid[-1:1:320j, -1:1:480j]
    light = 0.6 * 2 ** (-octaves * np.maximum(0, np.hypot(x, y) / np.sqrt(2) - 0.5) * 2)
    shaded = np.rint(255 * light ** (1 / 2.2)).astype(np.uint8)
    photo = np.repeat(shaded[..., None], 3, axis=2)
    assert value("vignette", photo) == pytest.approx(octaves, rel=0.2)
    assert value("vignette", 255 - photo) < -0.3
    assert value("vignette", scenes.flat(90)) == 0


def test_a_dark_floor_is_no_vignette() -> None:
    photo = scenes.natural(4)
    floor = photo.copy()
    floor[240:] //= 4
    assert value("vignette", floor) == pytest.approx(value("vignette", photo), abs=0.3)


def compressed(photo: Pixels, quality: int) -> Pixels:
    data = cv2.imencode(".jpg", photo[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def test_compression_falls_with_jpeg_quality() -> None:
    photo = scenes.natural(3)
    values = [value("compression", compressed(photo, q)) for q in (95, 85, 20, 10, 5)]
    assert value("compression", photo) == 0
    assert values[:2] == [0, 0]
    assert values[2:] == sorted(values[2:])
    assert values[2] > 0.3
    # wherever the grid begins
    assert value("compression", compressed(photo, 10)[3:, 5:]) == pytest.approx(values[3], abs=0.2)


@pytest.mark.parametrize("long_side", [1400, 1024, 800])
def test_compression_is_found_after_shrinking(long_side: int) -> None:
    large = scenes.natural(5, height=1365, width=2048)
    size = (long_side, long_side * 2 // 3)
    damaged = compressed(large, 5)
    assert value("compression", cv2.resize(damaged, size, interpolation=cv2.INTER_AREA)) > 0.5
    assert value("compression", cv2.resize(large, size, interpolation=cv2.INTER_AREA)) < 0.3
    assert value("compression", compressed(large, 10)) > 2


def test_smooth_skies_bricks_and_grain_are_not_compressed() -> None:
    smooth = cv2.GaussianBlur(scenes.blocks(1), (0, 0), 12).astype(np.uint8)
    bricks = scenes.flat(150, 340, 512)
    bricks[::8] = 100
    for row in range(0, 340, 8):
        bricks[row : row + 8, row % 16 :: 22] = 100
    for photo in (smooth, bricks, scenes.grain(scenes.flat(128), 10), scenes.flat(200)):
        assert value("compression", photo) < 0.3


def test_hues_are_shares_of_the_area() -> None:
    photo = scenes.flat(120, 200, 300)
    photo[:, :60] = (205, 30, 40)
    photo[:, 60:120] = (250, 160, 20)
    photo[:50, 120:] = (40, 90, 210)
    assert value("reds", photo) == pytest.approx(0.2, abs=0.01)
    assert value("yellows", photo) == pytest.approx(0.2, abs=0.01)
    assert value("blues", photo) == pytest.approx(0.15, abs=0.01)
    green = scenes.flat((40, 160, 50))
    assert [value(hue, green) for hue in ("reds", "yellows", "blues")] == [0, 0, 0]
    pale = scenes.flat((150, 120, 120))
    assert 0 < value("reds", pale) < 0.5 < value("reds", scenes.flat((200, 40, 40)))


def test_negative_space_is_the_largest_plain_part() -> None:
    half = scenes.flat(200, 300, 400)
    half[:, 200:] = np.random.default_rng(3).integers(0, 256, (300, 200, 3))
    assert value("negative_space", half) == pytest.approx(0.48, abs=0.03)
    assert value("negative_space", scenes.flat(0)) == 1
    assert value("negative_space", scenes.grain(scenes.flat(128), 40)) == 0


def test_clutter_grows_with_the_number_of_things() -> None:
    values = [value("clutter", scenes.blocks(12, count=n)) for n in (0, 5, 40, 200)]
    assert values == sorted(values)
    assert values[0] == 0


def test_symmetry_is_likeness_to_the_mirror_image() -> None:
    photo = scenes.blocks(13, width=300)
    across = np.concatenate([photo, photo[:, ::-1]], axis=1)
    reflection = np.concatenate([photo, photo[::-1]], axis=0)
    assert value("symmetry", across) > 0.99
    assert value("symmetry", reflection) > 0.99
    assert value("symmetry", scenes.spot(0.2, 0.3)) < 0.3


def test_thirds_and_centring_follow_the_subject() -> None:
    centre, third, corner = (scenes.spot(*at) for at in ((0.5, 0.5), (1 / 3, 2 / 3), (0.05, 0.05)))
    assert value("centring", centre) > 2 * value("centring", third)
    assert value("thirds", third) > 1.8 * value("thirds", centre)
    assert value("thirds", corner) < 0.5
    assert value("centring", corner) < 0.5


@pytest.mark.parametrize("degrees", [-9.0, -3.0, 0.0, 2.0, 6.0])
def test_horizon_tilt_in_degrees_beyond_the_first(degrees: float) -> None:
    expected = max(0, abs(degrees) - 1)
    assert value("horizon_tilt", scenes.horizon(degrees)) == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize("degrees", [-8.0, -4.0, 0.0, 5.0])
def test_horizon_tilt_of_faint_layers_without_any_line(degrees: float) -> None:
    layers = np.random.default_rng(1).normal(0, 1, (900, 1, 1))
    layers = cv2.GaussianBlur(np.repeat(layers, 900, axis=1), (0, 0), 3) * 60
    photo = np.repeat(np.clip(128 + layers, 0, 255)[..., None], 3, axis=2).astype(np.uint8)
    turned = cv2.warpAffine(photo, cv2.getRotationMatrix2D((450, 450), -degrees, 1), (900, 900))
    photo = scenes.grain(turned[300:600, 225:675].astype(np.uint8), 6)
    expected = max(0, abs(degrees) - 1)
    assert value("horizon_tilt", photo) == pytest.approx(expected, abs=0.5)


def test_a_photo_that_was_turned_and_cut_reads_as_tilted() -> None:
    photo = scenes.landscape()
    photo[160:] = scenes.natural(2, height=160, width=480) // 2
    turned = cv2.warpAffine(photo, cv2.getRotationMatrix2D((240, 160), -6, 1), (480, 320))
    assert value("horizon_tilt", photo) == 0
    assert value("horizon_tilt", turned[40:280, 60:420].astype(np.uint8)) == pytest.approx(5, abs=1)


def test_no_horizon_in_discs_nor_in_grain() -> None:
    discs = scenes.flat(128, 340, 512)
    for x, y in np.random.default_rng(4).random((40, 2)) * [512, 340]:
        cv2.circle(discs, (int(x), int(y)), 18, (250, 250, 250), -1, cv2.LINE_AA)
    assert np.isnan(value("horizon_tilt", discs))
    assert np.isnan(value("horizon_tilt", scenes.grain(scenes.flat(128, 340, 512), 20)))


def test_leading_lines_are_long_and_oblique() -> None:
    level, oblique = scenes.flat(180, 340, 512), scenes.flat(180, 340, 512)
    for x in range(0, 512, 64):
        cv2.line(oblique, (x, 339), (256, 100), (30, 30, 30), 2)
        cv2.line(level, (0, x * 340 // 512), (511, x * 340 // 512), (30, 30, 30), 2)
    assert value("leading_lines", oblique) > 1
    assert value("leading_lines", level) == 0


def test_format_in_octaves() -> None:
    assert value("format", scenes.flat(9, 100, 200)) == 1
    assert value("format", scenes.flat(9, 200, 100)) == -1


def test_faces_and_their_size() -> None:
    near, far = scenes.face(), scenes.flat(60, 720, 720)
    far[180:540, 180:540] = near
    assert value("faces", near) == 1
    assert value("faces", far) == 1
    assert value("face_size", near) == pytest.approx(0.55, abs=0.1)
    assert value("face_size", far) == pytest.approx(0.275, abs=0.05)
    assert value("faces", scenes.blocks(1)) == 0


def test_sky_and_greenery_by_their_share() -> None:
    photo = scenes.landscape()
    assert value("sky", photo) == pytest.approx(0.5, abs=0.06)
    assert value("greenery", photo) == pytest.approx(0.5, abs=0.06)
    assert value("sky", photo[::-1].copy()) < 0.02  # blue below is no sky
    assert value("greenery", scenes.flat((20, 150, 160))) == 0  # teal


def test_water_is_below_and_streaked() -> None:
    photo = scenes.flat((150, 140, 120), 320, 480)
    streaks = np.random.default_rng(4).normal(0, 12, (160, 1, 1))
    photo[160:] = np.clip(np.array([40, 90, 130]) + streaks, 0, 255)
    assert value("water", photo) > 0.3
    assert value("water", photo[::-1].copy()) < 0.1
    assert value("water", scenes.landscape()) < 0.05


def test_night_is_dark_with_lights() -> None:
    night = scenes.flat(12, 300, 450)
    for x in range(20, 450, 40):
        cv2.circle(night, (x, 200), 5, (255, 230, 180), -1)
    assert value("night", night) > 0.8
    assert value("night", scenes.flat(12)) < 0.5
    assert value("night", scenes.landscape()) < 0.05
