"""Tests of tools/training_curves.py."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "..", "tools", "training_curves.py")


def drawn(entries, *metric):
    """(exit code, root of the picture or None) for a log of these entries, and the metric on the right."""
    with tempfile.TemporaryDirectory() as folder:
        log, picture = os.path.join(folder, "log.jsonl"), os.path.join(folder, "curves.svg")
        with open(log, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(entry) + "\n" for entry in entries)
        code = subprocess.run([sys.executable, SCRIPT, log, picture, *metric], stderr=subprocess.DEVNULL, check=False).returncode
        return code, xml.parse(picture).getroot() if os.path.exists(picture) else None


def step(number, loss):
    return {"event": "step", "step": number, "loss": loss}


def validation(number, loss, metrics):
    return {"event": "validation", "step": number, "loss": loss, "metrics": metrics}


def texts(root):
    return " ".join(element.text for element in root.iter() if element.tag.endswith("text"))


def lines(root):
    return [element.get("points").split() for element in root.iter() if element.tag.endswith("polyline")]


class TrainingCurves(unittest.TestCase):
    def test_a_falling_loss_is_a_falling_line(self):
        code, root = drawn([step(i, 1 / i) for i in range(1, 50)])
        self.assertEqual(code, 0)
        heights = [float(place.split(",")[1]) for place in lines(root)[0]]
        self.assertEqual(len(heights), 49)
        self.assertEqual(heights, sorted(heights))  # y grows downwards

    def test_the_figure_is_psnr_where_there_is_one_and_else_the_loss(self):
        steps = [step(1, 1.0), step(2, 0.5)]
        _, root = drawn(steps + [validation(2, 0.7, {"corrected_psnr": 21.5})])
        self.assertIn("PSNR", texts(root))
        _, root = drawn(steps + [validation(2, 0.7, {})])
        self.assertIn("held out: loss", texts(root))
        _, root = drawn(steps)
        self.assertNotIn("held out", texts(root))

    def test_the_figure_is_the_metric_that_is_asked_for(self):
        steps = [step(1, 1.0), step(2, 0.5)]
        judged = [validation(i, 0.7, {"corrected_psnr": 21.5, "colour_distance": 9.0 - i}) for i in (1, 2)]
        _, root = drawn(steps + judged, "colour_distance")
        self.assertIn("colour distance", texts(root))
        self.assertNotIn("PSNR", texts(root))
        _, root = drawn(steps + [validation(1, 0.7, {"ssim": "NaN"})], "ssim")
        self.assertIn("held out: loss", texts(root))

    def test_numbers_that_are_not_finite_and_equal_ones_are_survived(self):
        code, root = drawn([step(1, 2.0), step(2, "NaN"), step(3, 2.0), validation(3, "Infinity", {})])
        self.assertEqual(code, 0)
        self.assertEqual(len(lines(root)[0]), 2)

    def test_a_log_without_steps_is_an_error(self):
        self.assertEqual(drawn([{"event": "start"}]), (1, None))


if __name__ == "__main__":
    unittest.main()
