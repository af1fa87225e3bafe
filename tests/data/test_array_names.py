"""Names of arrays as people give them."""

import pytest

from nnsim.data.arrays.names import ArrayNames, by_usual_name, held_out_for


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("x_train y_train x_test y_test", ArrayNames("x_train", "y_train", "x_test", "y_test")),
        ("X y", ArrayNames("X", "y")),
        ("train/x train/y test/x test/y", ArrayNames("train/x", "train/y", "test/x", "test/y")),
        ("train\\X train\\Y", ArrayNames("train\\X", "train\\Y")),
        (
            "train_images train_labels val_images val_labels test_images test_labels",
            ArrayNames(
                "train_images", "train_labels", "test_images", "test_labels", "val_images", "val_labels"
            ),
        ),
        ("data label", ArrayNames("data", "label")),
        ("Inputs Targets", ArrayNames("Inputs", "Targets")),
        ("features targets", ArrayNames("features", "targets")),
        ("X y x_train y_train", ArrayNames("x_train", "y_train")),
        ("x_train y_train x_test", ArrayNames("x_train", "y_train")),
        ("data/inputs data/targets", ArrayNames("data/inputs", "data/targets")),
        ("x_data y_data", ArrayNames("x_data", "y_data")),
        ("set1/x set1/y z", ArrayNames("set1/x", "set1/y")),
        ("x y set1/x set1/y", ArrayNames("x", "y")),
        ("set1/x set1/y set2/x set2/y", ArrayNames()),
        (
            "mnist/train/x mnist/train/y mnist/test/x mnist/test/y",
            ArrayNames("mnist/train/x", "mnist/train/y", "mnist/test/x", "mnist/test/y"),
        ),
        ("x_test y_test", ArrayNames()),
        ("val_x val_y", ArrayNames()),
        ("a b", ArrayNames()),
        ("x", ArrayNames()),
        ("", ArrayNames()),
    ],
)
def test_pairs(names, found) -> None:
    assert by_usual_name(names.split()) == found


def test_the_test_part_belongs_to_the_arrays_that_were_chosen() -> None:
    names = ["x_train", "y_train", "z_train", "x_test", "y_test", "train/a", "train/b", "test/a", "test/b"]
    assert held_out_for("x_train", "y_train", names) == ("x_test", "y_test")
    assert held_out_for("train/a", "train/b", names) == ("test/a", "test/b")
    assert held_out_for("x_train", "z_train", names) == ("", "")
    assert held_out_for("x_test", "y_test", names) == ("", "")
